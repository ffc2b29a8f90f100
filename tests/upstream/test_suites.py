import pytest

from ide.build.wheels import read_requirements
from tests.upstream.sdists import ROOT
from tests.upstream.suites.differences import Known
from tests.upstream.suites.packages import BROWSER_ONLY, PINNED
from tests.upstream.suites.recording import Recording
from tests.upstream.suites.suite import HERE, SUITES, Suite


@pytest.fixture(params=SUITES)
def suite(request: pytest.FixtureRequest) -> Suite:
    return SUITES[request.param]


def test_the_recording_is_of_the_browsers_version(suite: Suite) -> None:
    (version,) = (entry.version for entry in PINNED if entry.name == suite.name)
    recording = Recording.parse(suite.recording.read_text("utf-8"))
    assert f"{suite.name}-{version} under CPython 3.14" in recording.about[0]


def test_known_differences_are_of_tests_that_were_recorded(suite: Suite) -> None:
    recording = Recording.parse(suite.recording.read_text("utf-8"))
    known = Known.parse(suite.differences.read_text("utf-8"))
    assert {test.partition("::")[0] for test in known.reasons} <= recording.files()


def test_what_the_browser_carries_is_pinned_alike() -> None:
    carried = {e.name: e.version for e in read_requirements(ROOT / "ide/build/browser.txt")}
    needed = {e.name: e.version for e in read_requirements(HERE / "requirements.txt")}
    assert {name: needed[name] for name in needed if name in carried} == {
        name: carried[name] for name in needed if name in carried
    }
    assert BROWSER_ONLY <= carried.keys()
