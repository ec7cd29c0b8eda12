"""What each library's calls, decorators and fields mean, as data. A library is one file that defines `LIBRARY`."""
