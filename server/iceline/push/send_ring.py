"""One message to many sockets with a system call or two: io_uring of Linux, by its kernel interface alone.

A thousand screens are otherwise a thousand system calls, each with its way through a transport. The structures, numbers
and flags are those of `linux/io_uring.h` (Linux 6.0); see io_uring_setup(2) and io_uring_enter(2).
"""

import ctypes
import errno
import mmap
import os
import socket
import sys
from array import array
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from ctypes import c_char, c_int32, c_long, c_size_t, c_uint8, c_uint16, c_uint32, c_uint64, c_void_p
from typing import Final

ENTRIES: Final = 1024
"""Of the ring: as many messages as go with one call, up to the end of the ring. A power of two."""

MAX_BYTES: Final = 256 * 1024
"""The longest message that is taken."""

_SYS_SETUP: Final = 425
_SYS_ENTER: Final = 426
_SETUP_SUBMIT_ALL: Final = 1 << 7
_SETUP_SINGLE_ISSUER: Final = 1 << 12
_ENTER_GETEVENTS: Final = 1 << 0
_OFF_SQES: Final = 0x10000000
_OP_SEND: Final = 26

_PASSING: Final = (errno.EAGAIN, errno.EBUSY, errno.EINTR, errno.ENOMEM)
"""Why the kernel may take nothing this time."""

_WORD: Final = 4
_ENTRY_WORDS: Final = 16
_FD_WORD, _SIZE_WORD = 1, 6
_COMPLETION_WORDS: Final = 4
_RESULT_WORD: Final = 2


class _RingOffsets(ctypes.Structure):
    """`io_sqring_offsets` and `io_cqring_offsets`, which are alike: bytes from the start of the mapping."""

    _fields_ = (
        ("head", c_uint32),
        ("tail", c_uint32),
        ("ring_mask", c_uint32),
        ("ring_entries", c_uint32),
        ("flags_or_overflow", c_uint32),
        ("dropped_or_cqes", c_uint32),
        ("array_or_flags", c_uint32),
        ("resv1", c_uint32),
        ("user_addr", c_uint64),
    )


class _Params(ctypes.Structure):
    """`io_uring_params`."""

    _fields_ = (
        ("sq_entries", c_uint32),
        ("cq_entries", c_uint32),
        ("flags", c_uint32),
        ("sq_thread_cpu", c_uint32),
        ("sq_thread_idle", c_uint32),
        ("features", c_uint32),
        ("wq_fd", c_uint32),
        ("resv", c_uint32 * 3),
        ("sq_off", _RingOffsets),
        ("cq_off", _RingOffsets),
    )


class _Entry(ctypes.Structure):
    """`io_uring_sqe`: one thing to do."""

    _fields_ = (
        ("opcode", c_uint8),
        ("flags", c_uint8),
        ("ioprio", c_uint16),
        ("fd", c_int32),
        ("off", c_uint64),
        ("addr", c_uint64),
        ("len", c_uint32),
        ("msg_flags", c_uint32),
        ("user_data", c_uint64),
        ("unused", c_uint64 * 3),
    )


class _Kernel:
    """The two system calls of it. They keep the interpreter's lock: a busy thread must not delay a change.

    Both raise OSError.
    """

    def __init__(self) -> None:
        self._call = ctypes.PyDLL(None, use_errno=True).syscall
        self._call.restype = c_long
        self._call.argtypes = (c_long, c_long, c_long, c_long, c_long, c_void_p, c_size_t)

    def setup(self, params: _Params) -> int:
        return _checked(self._call(_SYS_SETUP, ENTRIES, ctypes.addressof(params), 0, 0, None, 0))

    def enter(self, ring: int, submit: int, complete: int) -> int:
        return _checked(self._call(_SYS_ENTER, ring, submit, complete, _ENTER_GETEVENTS, None, 0))


class SendRing:
    """Everything is done when `send` returns: nothing waits in the ring, and no buffer outlives the call.

    The kernel looks at the ring only inside our own calls, so nothing here races with it. Made and used by one thread.
    """

    def __init__(self) -> None:
        """Raises OSError where the system has no such ring, or does not let us have one."""
        params = _Params(flags=_SETUP_SUBMIT_ALL | _SETUP_SINGLE_ISSUER)
        self._kernel = _Kernel()
        self._fd = self._kernel.setup(params)
        try:
            self._map(params)
        except BaseException:
            os.close(self._fd)
            raise

    def _map(self, params: _Params) -> None:
        sq, cq = params.sq_off, params.cq_off
        self._size = params.sq_entries
        self._completed_size = params.cq_entries  # twice the other; both counters move together: no batch goes round
        queue_end = sq.array_or_flags + self._size * _WORD
        completions_end = cq.dropped_or_cqes + self._completed_size * _COMPLETION_WORDS * _WORD
        ring = memoryview(mmap.mmap(self._fd, max(queue_end, completions_end)))
        self._head, self._tail = _word(ring, sq.head), _word(ring, sq.tail)
        self._completed_head, self._completed_tail = _word(ring, cq.head), _word(ring, cq.tail)
        ring[sq.array_or_flags : queue_end].cast("I")[:] = array("I", range(self._size))
        self._results = ring[cq.dropped_or_cqes : completions_end].cast("i")[_RESULT_WORD::_COMPLETION_WORDS]
        self._message = mmap.mmap(-1, MAX_BYTES)
        entries = mmap.mmap(self._fd, self._size * ctypes.sizeof(_Entry), offset=_OFF_SQES)
        address = ctypes.addressof(c_char.from_buffer(self._message))
        flags = socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL  # else the kernel would wait for a full socket, and end later
        entry = bytes(_Entry(opcode=_OP_SEND, addr=address, msg_flags=flags))
        entries[:] = entry * self._size
        words = memoryview(entries).cast("i")
        self._sockets, self._sizes = words[_FD_WORD::_ENTRY_WORDS], words[_SIZE_WORD::_ENTRY_WORDS]

    def close(self) -> None:
        """Nothing can be sent any more. The memory goes with the object."""
        os.close(self._fd)

    def send(self, sockets: Sequence[int], message: bytes) -> list[int]:
        """How many bytes each socket took; 0 or less: none, whatever the reason (a negative `errno`).

        None of them is waited for. `message` is at most MAX_BYTES. Raises OSError when the ring itself fails.
        """
        self._message[: len(message)] = message
        taken: list[int] = []
        while len(taken) < len(sockets):
            taken += self._send(sockets[len(taken) :], len(message))
        return taken

    def _send(self, sockets: Sequence[int], size: int) -> list[int]:
        """To as many of them as there are places up to the end of the ring."""
        at = self._tail[0] % self._size
        some = array("i", sockets[: self._size - at])
        end = at + len(some)
        self._sockets[at:end] = some
        self._sizes[at:end] = array("i", [size]) * len(some)
        self._tail[0] = _sum(self._tail[0], len(some))
        done = self._submit(len(some))
        return self._results_of(done) + [0] * (len(some) - done)

    def _submit(self, count: int) -> int:
        """How many the kernel has done: all, or what it had memory for; what it did not begin is taken back."""
        try:
            self._kernel.enter(self._fd, count, count)
        except OSError as error:
            if error.errno not in _PASSING:
                raise
        undone = _sum(self._tail[0], -self._head[0])
        self._tail[0] = self._head[0]
        done = count - undone
        while _sum(self._completed_tail[0], -self._completed_head[0]) < done:
            with suppress(InterruptedError):
                self._kernel.enter(self._fd, 0, done)
        return done

    def _results_of(self, count: int) -> list[int]:
        at = self._completed_head[0] % self._completed_size
        self._completed_head[0] = _sum(self._completed_head[0], count)
        return self._results[at : at + count].tolist()


def open_send_ring() -> SendRing | None:
    """A ring that has been tried, or None where there is none to be had: another system, an old kernel, a sandbox."""
    if sys.platform != "linux":
        return None
    with suppress(OSError), ExitStack() as stack:
        ring = SendRing()
        stack.callback(ring.close)
        if _works(ring):
            stack.pop_all()
            return ring
    return None


def _works(ring: SendRing) -> bool:
    here, there = socket.socketpair()
    with here, there:
        return ring.send([here.fileno()], b"?") == [1] and there.recv(1) == b"?"


def _sum(counter: int, count: int) -> int:
    """The kernel's counters have 32 bits and run over."""
    return (counter + count) & 0xFFFFFFFF


def _word(ring: memoryview, at: int) -> memoryview:
    return ring[at : at + _WORD].cast("I")


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
