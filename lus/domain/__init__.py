"""The domain: pure, standard library only. Facts in, duties out."""
