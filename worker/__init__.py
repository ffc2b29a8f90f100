"""What runs beside the user's app in the browser: mounted there as the package `asgipad`."""
