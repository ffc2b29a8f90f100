"""What other people's tests ask their apps, asked again of uvicorn and of the preview.

    fastapi_tutorial.py, tutorials.py   the commands: which apps are asked what
    recording.py    what the tests of a suite ask (noted by native/recorder.py, a pytest plugin)
    datasette_visit.py   what we ask of our own accord
    project.py      the files that make an app a project
    server.py       serves a project with uvicorn (native/forking.py)
    browsers.py     the two Chromiums
    replay.py       asks, from a page, and keeps the answers
    measure.py      lets the same be asked everywhere
    comparison.py   what differs between answers
    known.py        the differences that are known, with their reasons
    report.py       figures and differences in words

What is in native/ runs in the environment of the suites (environment.py), where this repository
is not.
"""
