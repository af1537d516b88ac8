"""What is specific to browsers: the package's cookies and its CSRF rule."""
