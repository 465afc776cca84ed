"""Which set-up steps run again."""

from pathlib import Path

from portal.launcher.stamps import Stamp, digest_of


def test_a_stamp_is_fresh_once_written_and_for_its_digest_only(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamps" / "step", "abc")
    assert not stamp.fresh()

    stamp.write()

    assert stamp.fresh()
    assert not Stamp(stamp.file, "abd").fresh()


def test_the_digest_follows_names_contents_and_words_but_not_the_place(tmp_path: Path) -> None:
    def digest(place: str, files: dict[str, str], *also: str) -> str:
        root = tmp_path / place
        root.mkdir()
        for name, content in files.items():
            (root / name).write_text(content)
        return digest_of(root, [root / name for name in files], *also)

    first = digest("1", {"a": "x", "b": "y"})

    assert digest("2", {"b": "y", "a": "x"}) == first
    assert len({
        first,
        digest("3", {"a": "x"}),
        digest("4", {"a": "x", "c": "y"}),
        digest("5", {"a": "y", "b": "x"}),
        digest("6", {"a": "x", "b": "y"}, "3.12"),
    }) == 5  # fmt: skip
