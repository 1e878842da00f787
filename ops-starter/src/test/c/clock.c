/* Loaded before the C library (LD_PRELOAD): the wall clock of one process goes by as many seconds as the file CLOCK_OFFSET says. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long offset(void) {
    const char *file = getenv("CLOCK_OFFSET");
    char text[32] = {0};
    int descriptor = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
    if (descriptor >= 0) {
        if (read(descriptor, text, sizeof text - 1) < 0) {
            text[0] = 0;
        }
        close(descriptor);
    }
    return atol(text);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int failed = (int) syscall(SYS_clock_gettime, clock, time);
    if (!failed && clock == CLOCK_REALTIME) {
        time->tv_sec += offset();
    }
    return failed;
}
