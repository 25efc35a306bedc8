"""Uploads as an attacker writes them: the name goes over the wire as it is, past what a library would make of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.test import Client

BOUNDARY = "sixty-names"
NAMES = (
    "../../etc/passwd", "..\\..\\windows\\system32\\drivers\\etc\\hosts", "/etc/passwd", "C:\\boot.ini",
    "\\\\evil.example\\share\\x", "....//....//x", "..%2f..%2fetc%2fpasswd", "%2e%2e%2fx", "..%c0%afx",
    "..\u2215..\u2215x", "\uff0e\uff0e\uff0fx", "~/.ssh/authorized_keys", "file:///etc/passwd", "x/../../y",
    "./x", ".", "..", "...", "/", "\\", "", " ", "\t", "a\x00b.txt", "a%00.png", "x.png\x00.php", "x.php",
    "x.phtml", "x.shtml", ".htaccess", "web.config", "x.svg", "x.html", "x.xhtml", "x.xml", "x.js", "x.swf",
    "x.jsp;.png", "x.asp:.jpg", "x.php....", "x.php ", "x::$DATA", "CON", "nul.txt", "AUX.", "con.tar.gz",
    "x\r\nContent-Type: text/html", "x\nSet-Cookie: a=b", "x\"; filename=\"y.html", "x';rm -rf /", "$(id)",
    "`id`", "|id", ";id", "-rf", "--output=/tmp/x", "*", "?", "\u202egpj.exe", "\ufeff.x",
    "<svg onload=alert(1)>", "=cmd|' /C calc'!A0", "utf-8''..%2Fx", "x\u2028y", "\x7f\x1b[31mx",
    "a" * 300, "\u017e" * 255, "\U0001f6df" * 100,
)  # fmt: skip


def sent(client: Client, path: str, name: str, content: bytes = b"content", **fields: str) -> Any:
    """Send one file under a name; a quotation mark and a backslash are escaped, nothing else."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"').encode()
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = (
        b'Content-Disposition: form-data; name="file"; filename="'
        + quoted
        + b'"\r\nContent-Type: text/html\r\n\r\n'
    )
    body = b"".join([*parts, f"--{BOUNDARY}\r\n".encode(), head, content, f"\r\n--{BOUNDARY}--\r\n".encode()])
    return client.post(path, body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


def lying(*folders: Path) -> set[Path]:
    """Every file below these folders."""
    return {path for folder in folders for path in folder.rglob("*") if not path.is_dir()}
