"""What a browser says of itself, in two words that its owner knows it by."""

#: What stands in the header, and its name; the first that is there. Most browsers name others too.
BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox",
    "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS",
    "Windows": "Windows", "Mac OS X": "macOS", "Linux": "Linux",
}  # fmt: skip


def browser_in_words(header: str) -> str:
    """As "Firefox on Windows"; nothing else of the header, which tells one person from another."""
    browser = next((name for sign, name in BROWSERS.items() if sign in header), "Unknown browser")
    system = next((name for sign, name in SYSTEMS.items() if sign in header), "")
    return f"{browser} on {system}" if system else browser
