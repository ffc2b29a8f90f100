"""How close the preview is to a server, measured with other people's tests."""
