"""What the tests of the commands share."""

from __future__ import annotations

import pytest

from pilothouse.engine.cli import main


@pytest.fixture
def refused(capsys):
    """Gives the sentence on the error output of a command that ends with 2 and prints nothing else."""

    def sentence(*words):
        assert main([str(word) for word in words]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        return said.err

    return sentence
