"""Where a file would travel: what git would keep is refused, however the path is written."""

from pathlib import Path

import pytest

from macros.written import is_kept_by_git


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "checkout/.git").mkdir(parents=True)
    (tmp_path / "private").mkdir()
    monkeypatch.chdir(tmp_path / "checkout")
    return tmp_path / "checkout"


def test_a_folder_beside_the_checkout_is_not_kept_though_its_path_begins_in_it(checkout: Path) -> None:
    assert not is_kept_by_git(Path("../private/child-larch"))
    assert not is_kept_by_git(Path("docs/../../private"))


def test_what_lies_in_the_checkout_is_kept_directly_or_behind_a_link(checkout: Path) -> None:
    assert is_kept_by_git(Path("private")) and is_kept_by_git(Path("../checkout/private"))
    (checkout.parent / "private/link").symlink_to(checkout)
    assert is_kept_by_git(checkout.parent / "private/link/x")
