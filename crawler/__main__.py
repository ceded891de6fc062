"""`python -m crawler` is `cppcc`."""

from crawler.cli import main

if __name__ == "__main__":
    main()
