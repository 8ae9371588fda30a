"""Events coming in over HTTP and WebSocket; it is handed `desk.record` and knows nothing behind it."""
