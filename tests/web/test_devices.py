"""Devices are called as people call them."""

from __future__ import annotations

import pytest

from engine.web.devices import device_name

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/150.0 Safari/537.36", "Chrome, Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/1 Safari/1 Edg/1", "Edge, Windows"),
        ("Mozilla/5.0 (Android 15; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox, Android"),
        (f"Mozilla/5.0 (iPhone; CPU OS 18_0) {WEBKIT} Version/18 Safari/6", "Safari, iPhone"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_called_by_browser_and_system(said: str, name: str) -> None:
    assert device_name(said) == name
