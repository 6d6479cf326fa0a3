"""Examples of the documentation run, its generated pages are current, and its links lead somewhere."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys
from typing import Any

import pytest
import typer.main

from pledgebook.cli import app

ROOT = pathlib.Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
WITH_PYTHON = [page for page in PAGES if "```python" in page.read_text(encoding="utf-8")]
PYTHON_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
SHELL_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
FILE_BLOCK = re.compile(r'```\w+ title="([\w.-]+)"\n(.*?)```', re.DOTALL)
FENCED = re.compile(r"```[^\n]*\n(.*?)```", re.DOTALL)
NAMED = re.compile(r"`pledgebook ([^`\n]+)`")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NEEDS_A_NETWORK = ("make", "pip", "git", "python", "cd")


def named(page: pathlib.Path) -> str:
    return page.relative_to(ROOT).as_posix()


def run(arguments: list[str], folder: pathlib.Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PLEDGEBOOK_BOOK", None)
    return subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Where a reader of the documentation stands: the demonstration's book, and the sample's reports to read."""
    place = tmp_path_factory.mktemp("reader")
    assert run(["pledgebook", "demo"], place).returncode == 0
    shutil.copytree(ROOT / "src" / "pledgebook" / "demo" / "reports", place / "reports")
    return place


@pytest.mark.parametrize("page", WITH_PYTHON, ids=named)
def test_the_python_of_a_page_runs(page: pathlib.Path, folder: pathlib.Path) -> None:
    script = "\n".join(PYTHON_BLOCK.findall(page.read_text(encoding="utf-8")))
    done = run([sys.executable, "-c", script], folder)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("notebook", sorted((ROOT / "docs").rglob("*.ipynb")), ids=named)
def test_a_notebook_runs_from_top_to_bottom(notebook: pathlib.Path, folder: pathlib.Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    held = nbformat.read(notebook, as_version=4)
    nbformat.validate(held)
    NotebookClient(held, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    assert all(cell.execution_count for cell in held.cells if cell.cell_type == "code")


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_the_commands_of_a_page_work(page: pathlib.Path, folder: pathlib.Path) -> None:
    for name, content in FILE_BLOCK.findall(page.read_text(encoding="utf-8")):
        (folder / name).write_text(content, encoding="utf-8")
    lines = [line[2:] for block in SHELL_BLOCK.findall(page.read_text(encoding="utf-8")) for line in block.splitlines() if line.startswith("$ ")]
    for line in lines:
        if line.split()[0] not in NEEDS_A_NETWORK:
            done = run(["bash", "-c", f"set -o pipefail; {line}"], folder)
            assert done.returncode == 0, f"{line}\n{done.stderr}"


def commands(text: str) -> list[str]:
    """What stands behind `pledgebook` in running text and in blocks, also where no test can run it for want of a network."""
    lines = [line.strip() for block in FENCED.findall(text) for line in block.splitlines()]
    found = [match[1] for line in lines if (match := re.match(r"(?:\$ |[\d* ]+ )?pledgebook (.+)", line))]
    return [*found, *NAMED.findall(FENCED.sub("", text))]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_the_commands_and_options_a_page_names_exist(page: pathlib.Path) -> None:
    for line in commands(page.read_text(encoding="utf-8")):
        words = line.split("#")[0].split("|")[0].split()
        command: Any = typer.main.get_command(app)
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        missing = hasattr(command, "commands") and words and not words[0].startswith(("-", "..."))
        assert not missing, f"there is no command: pledgebook {line}"
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)} | {"--help", "--version"}
        assert set(OPTION.findall(line.split("|")[0])) <= known, line


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_between_pages_lead_somewhere(page: pathlib.Path) -> None:
    local = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_the_reference_of_the_command_line_is_current() -> None:
    done = run([sys.executable, str(ROOT / "docs" / "generate.py"), "--check"], ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
