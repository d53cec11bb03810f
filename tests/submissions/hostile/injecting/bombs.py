# tries: to stop the browser of whoever opens the page: pictures of a few bytes that unfold to gigapixels, one that is a page
# kind: injecting
# earns: 1 = test_mean 1
# verdict: test_mean passed
# contained by: pictures: kind by content, a cap on pixels

# %% mean
import base64
import struct
import zlib

from IPython.display import publish_display_data


def png(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes((width // 8 + 1) * 64), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


jpeg = b"\xff\xd8\xff\xc0" + struct.pack(">HBHHB", 11, 8, 65535, 65535, 1) + b"\x01\x11\x00\xff\xd9"
for kind, content in (
    ("image/png", png(100_000, 100_000)),
    ("image/jpeg", jpeg),
    ("image/jpeg", png(65535, 65535)),
    ("image/png", b"<script>window.HOSTILE=1</script>"),
    ("image/png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='window.HOSTILE=1'/>"),
):
    publish_display_data({kind: base64.b64encode(content).decode()})


def mean(values):
    return float(sum(values) / len(values))
