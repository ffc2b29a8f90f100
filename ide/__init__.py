"""The host of asgipad: serves the page, the preview origins' boot pages and the assets."""

__version__ = "0.1.0"
