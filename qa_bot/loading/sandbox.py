"""What the process that reads a file may do, taken from it by itself before it looks at the file. Each part is used where the system has it.

- limits (POSIX): seconds of the processor, memory, and no byte written to any file.
- network (Linux): a network namespace of its own, without any interface.
- files (Linux 5.13): Landlock lets it read Python, its libraries and the system's, and nothing else.
- system_calls (Linux, libseccomp): no sockets, no programs, no other processes, no changes to files or to the system.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from qa_bot.loading.limits import MAX_MEMORY

_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
_NO_NEW_PRIVILEGES = 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""Numbers of Landlock's system calls, the same on every processor."""
_READ_FILE, _READ_DIRECTORY = 1 << 2, 1 << 3
_READABLE = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/timezone",
)
_DEVICES = ("/dev/null", "/dev/urandom", "/proc/cpuinfo", "/proc/meminfo")
_DENIED = (
    "socket socketpair connect bind listen accept accept4 execve execveat fork vfork ptrace process_vm_readv process_vm_writev kill tkill "
    "mount umount2 pivot_root chroot unshare setns bpf perf_event_open io_uring_setup io_uring_enter io_uring_register keyctl add_key request_key "
    "init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff userfaultfd open_by_handle_at name_to_handle_at "
    "truncate ftruncate unlink unlinkat rename renameat renameat2 rmdir mkdir mkdirat link linkat symlink symlinkat mknod mknodat "
    "chmod fchmod fchmodat chown fchown lchown fchownat setuid setgid setreuid setregid setresuid setresgid setgroups personality acct "
    "quotactl syslog settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname iopl ioperm pidfd_open pidfd_getfd "
    "pidfd_send_signal process_madvise shmget msgget semget mq_open setrlimit prlimit64"
).split()
_CLONE_THREAD = 0x00010000


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def confine(seconds: int, memory: int = MAX_MEMORY) -> dict[str, bool]:
    """Give up, for good, what reading a file does not need. Returns each part with whether the system supports it."""
    seccomp = _seccomp()  # the import runs a program to find the library, so it comes before the limits
    limits = _limit(seconds, memory)
    if sys.platform != "linux":
        return {"limits": limits, "network": False, "files": False, "system_calls": False}
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    network = libc.unshare(_NEW_NETWORK) == 0 or libc.unshare(_NEW_USER | _NEW_NETWORK) == 0
    unprivileged = libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    files = unprivileged and _restrict_files(libc)
    return {"limits": limits, "network": network, "files": files, "system_calls": unprivileged and _restrict_calls(seccomp)}


def _limit(seconds: int, memory: int) -> bool:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent process still enforces the time
        return False
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    return True


def _restrict_files(libc: Any) -> bool:
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False
    known = 13 + (version >= 2) + (version >= 3) + (version >= 5)  # kinds of access to files that this version knows
    ruleset = _Ruleset((1 << known) - 1, 3, 3)  # deny TCP bind and connect; signals and abstract sockets to other processes
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = libc.syscall(_CREATE_RULESET, ctypes.byref(ruleset), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if rules < 0:
        return False
    for path in _readable():
        with suppress(OSError):
            opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
            allowed = _READ_FILE | _READ_DIRECTORY if Path(path).is_dir() else _READ_FILE
            beneath = _Beneath(allowed, opened)
            libc.syscall(_ADD_RULE, ctypes.c_int(rules), ctypes.c_int(1), ctypes.byref(beneath), ctypes.c_uint32(0))
            os.close(opened)
    done = libc.syscall(_RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint32(0))
    os.close(rules)
    return int(done) == 0


def _readable() -> list[str]:
    """Where Python and the libraries lie."""
    found = {sys.prefix, sys.base_prefix, *(entry for entry in sys.path if entry), *_READABLE, *_DEVICES}
    return sorted(path for path in found if Path(path).is_absolute() and path != "/")


def _seccomp() -> Any:
    """The library, or None where it or its Python module is missing."""
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError):  # RuntimeError: libseccomp is missing
        return None
    return pyseccomp


def _restrict_calls(seccomp: Any) -> bool:
    import errno

    if seccomp is None:
        return False
    try:
        calls = seccomp.SyscallFilter(seccomp.ALLOW)
        for name in _DENIED:
            with suppress(ValueError, RuntimeError, OSError):  # a call that this processor does not have
                calls.add_rule(seccomp.ERRNO(errno.EPERM), name)
        calls.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")  # glibc then makes threads with clone, whose flags a filter can check
        calls.add_rule(seccomp.ERRNO(errno.EPERM), "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, 0))
        calls.load()
    except (RuntimeError, OSError):
        return False
    return True
