"""A small mail server in a process of its own: it takes letters and keeps each as a file.

What it does follows from the address: ``refused@`` is refused for good, ``later@`` put off, ``silent@`` gets no
answer after its text, ``cut@`` is cut off after it. A file ``closed`` in its folder makes it refuse every sender.
"""

import socketserver
import sys
import time
from pathlib import Path

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()


class Session(socketserver.StreamRequestHandler):
    timeout = 60

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline():
            verb, _space, rest = line.decode().strip().partition(" ")
            if not getattr(self, f"do_{verb.lower()}", self.unknown)(rest):
                return

    def say(self, words: str) -> bool:
        self.wfile.write(f"{words}\r\n".encode())
        return True

    def unknown(self, rest: str) -> bool:
        return self.say("502 not known")

    def do_ehlo(self, rest: str) -> bool:
        return self.say("250 hello")

    def do_noop(self, rest: str) -> bool:
        return self.say("250 ok")

    do_rset = do_noop

    def do_mail(self, rest: str) -> bool:
        return self.say("550 no letters from you" if (FOLDER / "closed").exists() else "250 ok")

    def do_rcpt(self, rest: str) -> bool:
        self.to = rest.partition("<")[2].partition(">")[0]
        words = {"refused": "550 no such person", "later": "451 come back later"}
        return self.say(words.get(self.to.partition("@")[0], "250 ok"))

    def do_data(self, rest: str) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        name = self.to.partition("@")[0]
        part = FOLDER / f"{time.time_ns()}-{self.to}"
        part.with_suffix(".part").write_bytes(b"".join(lines))
        part.with_suffix(".part").rename(part.with_name(part.name + ".eml"))
        if name == "silent":
            time.sleep(60)
        return name != "cut" and self.say("250 taken")

    def do_quit(self, rest: str) -> bool:
        self.say("221 bye")
        return False


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


if __name__ == "__main__":
    with Server(("127.0.0.1", 0), Session) as server:
        (FOLDER / "port.new").write_text(str(server.server_address[1]))
        (FOLDER / "port.new").rename(FOLDER / "port")
        server.serve_forever()
