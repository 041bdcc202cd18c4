"""The administrator's pages: units, who takes in what, people and their assignments. Not one patient."""
