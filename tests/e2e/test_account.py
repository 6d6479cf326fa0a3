"""Accounts on the command line, and a server that others could reach before there is one."""

from __future__ import annotations

PASSWORD = b"a long enough one\n"


def test_accounts_are_added_listed_changed_removed_and_logged(shell, tmp_path):
    added = shell("account", "add", "Ada Novak", "--password-stdin", "--book", "aid.db", stdin=PASSWORD)
    assert (added.code, added.out) == (0, "account Ada Novak added to aid.accounts.db\n")
    assert not (tmp_path / "aid.db").exists()
    assert shell("account", "list", "--book", "aid.db").out == "Ada Novak\n"
    assert shell("account", "password", "Ada Novak", "--password-stdin", "--book", "aid.db", stdin=b"another long one\n").code == 0
    assert shell("account", "remove", "Ada Novak", "--book", "aid.db").code == 0
    assert shell("account", "list", "--book", "aid.db").out == ""
    log = [line.split("\t")[3] for line in shell("account", "log", "--book", "aid.db").out.splitlines()]
    assert log == ["account added", "password changed", "account removed"]


def test_what_cannot_be_done_is_told_with_a_remedy(shell):
    for words, stdin, said in (
        (("add", "Ada", "--password-stdin"), b"short\n", "the password has 5 characters"),
        (("add", "Ada"), b"", "there is no terminal to ask for the password on"),
        (("remove", "Ada"), b"", "there is no account 'Ada'"),
        (("add", "Ada", "--password-stdin", "--book", "postgresql://db.example/aid"), PASSWORD, "need a file of their own"),
    ):
        done = shell("account", *words, stdin=stdin)
        assert done.code == 2
        assert said in done.err
        assert "hint: " in done.err


def test_a_server_others_could_reach_does_not_start_before_there_is_an_account(shell, story_book, tmp_path):
    done = shell("serve", "--book", story_book, "--host", "0.0.0.0", "--port", "0", "--accounts", tmp_path / "none.db")
    assert done.code == 2
    assert "others could reach this server at 0.0.0.0, and nobody has an account" in done.err
    assert "pledgebook account add NAME" in done.err
