"""What runs beside a suite, under CPython and in the browser alike. Imports nothing of asgipad."""
