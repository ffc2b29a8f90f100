"""The command `record`: writes down how a suite ends under the Python that runs it."""

import argparse
import platform
import time

from tests.upstream.suites import native
from tests.upstream.suites.recording import Recording
from tests.upstream.suites.suite import SUITES


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.upstream record", description=__doc__)
    parser.add_argument("suite", choices=SUITES)
    suite = SUITES[parser.parse_args(arguments).suite]
    about = [
        f"{suite.folder.name} under {platform.python_implementation()} {platform.python_version()}",
        f"with the versions of ide/build/browser.txt and requirements.txt, {time.strftime('%F')}:",
        f"python -m tests.upstream record {suite.name}",
    ]
    recording = Recording.of(native.run(suite), about)
    suite.recording.parent.mkdir(exist_ok=True)
    suite.recording.write_text(recording.dump(), encoding="utf-8")
    print(f"{suite.recording}: {recording.passed.total()} passed, {len(recording.others)} did not")
    return 0
