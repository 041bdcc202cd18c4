from lus.cli import main

main()
