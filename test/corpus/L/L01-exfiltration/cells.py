# %%
import socket, urllib.request
reached = []
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    for address in (("1.1.1.1", 53), ("8.8.8.8", 443), ("93.184.216.34", 80), ("2606:4700:4700::1111", 53)):
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        try:
            with socket.socket(family, kind) as out:
                out.settimeout(0.2)
                out.connect(address)
                out.send(b"stolen")
                reached.append(address)
        except OSError:
            pass
for url in ("http://example.com", "https://example.org/", "ftp://example.com"):
    try:
        urllib.request.urlopen(url, timeout=0.2)
        reached.append(url)
    except (OSError, ValueError):
        pass
print("reached", reached)
# %% include numbers
