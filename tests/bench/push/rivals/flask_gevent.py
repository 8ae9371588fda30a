"""A rival: Flask-SocketIO on gevent with gevent-websocket, one `emit` to everybody."""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import socket  # noqa: E402

from flask import Flask  # noqa: E402
from flask_socketio import SocketIO  # noqa: E402
from gevent.pywsgi import WSGIServer  # noqa: E402
from gevent.server import StreamServer  # noqa: E402
from geventwebsocket.handler import WebSocketHandler  # noqa: E402

from tests.bench.push.rivals.control import listening_socket  # noqa: E402


def main() -> None:
    app = Flask(__name__)
    screens = SocketIO(app, async_mode="gevent")

    def hear(connection: socket.socket, _: object) -> None:
        with connection.makefile("rb") as lines:
            while length := lines.readline():
                screens.emit("delta", json.loads(lines.read(int(length))))

    server = WSGIServer(listening_socket(), app, log=None, handler_class=WebSocketHandler)
    control = StreamServer(("127.0.0.1", 0), hear)
    server.start()
    control.start()
    print(json.dumps({"port": server.server_port, "control": control.server_port}), flush=True)
    server.serve_forever()


main()
