"""What the site needs besides the pages: the notebook as a page, the changelog, and links that lead out of the folder."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = pathlib.Path(__file__).parents[1]
NOTEBOOK = "tutorial/notebook.ipynb"


def on_files(files: Files, config: Any) -> Files:
    """Adds the pages that are written from other files."""
    notebook = json.loads((ROOT / "docs" / NOTEBOOK).read_text(encoding="utf-8"))
    files.append(File.generated(config, NOTEBOOK.replace(".ipynb", ".md"), content="\n\n".join(_cell(cell) for cell in notebook["cells"])))
    files.append(File.generated(config, "changelog.md", content=(ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Leads links to the notebook to its page, and those to the changelog beside the folder to the page of it."""
    return re.sub(r"\]\((?:\.\./)+CHANGELOG\.md\)", "](changelog.md)", markdown.replace("notebook.ipynb)", "notebook.md)"))


def _cell(cell: dict[str, Any]) -> str:
    text = "".join(cell["source"])
    return f"```python\n{text}\n```" if cell["cell_type"] == "code" else text
