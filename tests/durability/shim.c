/* Every change that a process makes to files under one folder, counted, recorded, and at number k made to go wrong.
 *
 * Preloaded (LD_PRELOAD), so Python, SQLite, numpy and native extensions are all seen. The state is a page shared
 * by all processes of a run: operations are numbered across processes, one at a time. Real waiting for the disk is
 * left out while armed (fsync, sync): what a lost disk cache would do is worked out from the record, see disk.py.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OFF, COUNT, KILL, TEAR, FAIL, BEGIN };       /* what to do at operation number `at`; BEGIN: kill at the first mkdir */
enum { ONCE, STAYS };                               /* FAIL: that one only, or all from there on that need room */

struct state {
    atomic_int lock;
    int mode, error, lasting, reads;                /* reads: opening for reading counts too */
    long at;
    atomic_long count;
    long fired;                                     /* the kind of the operation that went wrong, 0: none */
    char kinds[1 << 16];                            /* of every operation, by its number */
};

static struct state *state;
static char root[4096];
static size_t root_length;
static int journal = -1;
static __thread int inside;

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

void shim_arm(const char *page, const char *folder, const char *record) {
    inside++;
    int descriptor = open(page, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) abort();
    state = mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (state == MAP_FAILED) abort();
    snprintf(root, sizeof root, "%s", folder);
    root_length = strlen(root);
    if (record && *record) {
        int opened = open(record, O_WRONLY | O_APPEND | O_CREAT, 0600);
        journal = fcntl(opened, F_DUPFD_CLOEXEC, 700);      /* out of the way of the program's own */
        close(opened);
    }
    inside--;
}

__attribute__((constructor)) static void begin(void) {
    const char *page = getenv("SHIM_STATE");
    if (page && *page) shim_arm(page, getenv("SHIM_ROOT"), getenv("SHIM_RECORD"));
}

static int under(const char *path) {
    return !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

static int of_descriptor(int descriptor, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, 4095);
    if (length < 0) return 0;
    path[length] = 0;
    return under(path);
}

/* The absolute path of `name` seen from the folder `folder`, without links on the way; whether it is ours. */
static int resolve(int folder, const char *name, char *path) {
    if (!name || !*name) return 0;
    char base[4096], whole[4096], parent[4096];
    if (name[0] == '/')
        snprintf(whole, sizeof whole, "%s", name);
    else {
        if (folder == AT_FDCWD ? !getcwd(base, sizeof base) : !of_descriptor(folder, base)) return 0;
        snprintf(whole, sizeof whole, "%.2000s/%.2000s", base, name);
    }
    size_t length = strlen(whole);
    while (length > 1 && whole[length - 1] == '/') whole[--length] = 0;
    char *last = strrchr(whole, '/');
    *last = 0;
    inside++;
    const char *real = realpath(*whole ? whole : "/", parent) ? parent : whole;
    inside--;
    snprintf(path, 4096, "%.2000s/%.2000s", strcmp(real, "/") ? real : "", last + 1);
    return under(path);
}

static int watching(void) { return state && state->mode != OFF && !inside; }

static void hold(void) {
    int free = 0;
    while (!atomic_compare_exchange_weak(&state->lock, &free, 1)) {
        free = 0;
        sched_yield();
    }
}

static void let_go(void) { atomic_store(&state->lock, 0); }

static void record(char kind, uint64_t inode, uint64_t offset, const void *first, uint32_t length,
                   const void *second, uint32_t size) {
    if (journal < 0) return;
    struct __attribute__((packed)) { char kind; uint64_t inode, offset; uint32_t length, size; } head =
        {kind, inode, offset, length, size};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)first, length}, {(void *)second, size}};
    inside++;
    if (writev(journal, parts, 3) != (ssize_t)(sizeof head + length + size)) abort();
    inside--;
}

static void record_paths(char kind, uint64_t inode, const char *first, const char *second) {
    record(kind, inode, 0, first, strlen(first), second, second ? strlen(second) : 0);
}

static void die(char kind) {
    state->fired = kind;
    kill(0, SIGKILL);                                       /* the whole group: the machine stops */
    for (;;) pause();
}

/* Takes the next number, holding the lock; 0, or -1 with errno when this operation is to fail. */
static int step(char kind, int needs_room) {
    hold();
    long number = atomic_fetch_add(&state->count, 1) + 1;
    if (number < (long)sizeof state->kinds) state->kinds[number] = kind;
    if (state->mode == KILL && number == state->at) die(kind);
    if (state->mode == BEGIN && kind == 'M') die(kind);
    if (state->mode == TEAR && number == state->at && kind != 'W') die(kind);
    if (state->mode == FAIL) {
        int due = number == state->at || (state->lasting && number > state->at && needs_room);
        if (number == state->at && state->error == EMFILE && kind != 'O' && kind != 'o') due = 0;
        if (number == state->at && state->error == ENOSPC && !needs_room) due = 0;
        if (due) {
            if (!state->fired) state->fired = kind;
            let_go();
            errno = state->error;
            return -1;
        }
    }
    return 0;
}

static uint64_t inode_of(int descriptor) {
    struct stat found;
    return fstat(descriptor, &found) ? 0 : found.st_ino;
}

static uint64_t inode_at(const char *path) {
    struct stat found;
    return lstat(path, &found) ? 0 : found.st_ino;
}

/* Opening ------------------------------------------------------------------------------------------------- */

static int opened(int folder, const char *name, int flags, mode_t mode) {
    REAL(openat);
    char path[4096];
    int changes = (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0;
    if (!watching() || !(changes || state->reads) || (flags & O_TMPFILE) == O_TMPFILE ||
        !resolve(folder, name, path))
        return real(folder, name, flags, mode);
    int fresh = (flags & O_CREAT) && access(path, F_OK);
    if (step(fresh ? 'O' : 'o', fresh)) return -1;        /* o: nothing is made */
    int descriptor = real(folder, name, flags, mode);
    int kept = errno;
    if (descriptor >= 0 && fresh) record_paths('C', inode_of(descriptor), path, NULL);
    if (descriptor >= 0 && !fresh && (flags & O_TRUNC)) record('T', inode_of(descriptor), 0, NULL, 0, NULL, 0);
    let_go();
    errno = kept;
    return descriptor;
}

#define MODE(last) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, last); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE(flags) return opened(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE(flags) return opened(folder, name, flags, mode); }
int creat(const char *name, mode_t mode) { return opened(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *name, mode_t mode) { return creat(name, mode); }

/* Writing ------------------------------------------------------------------------------------------------- */

static ssize_t put(int descriptor, const void *bytes, size_t length, off_t offset) {
    REAL(pwrite);
    static ssize_t (*plain)(int, const void *, size_t);
    if (!plain) plain = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    char path[4096];
    if (!watching() || !of_descriptor(descriptor, path))
        return offset < 0 ? plain(descriptor, bytes, length) : real(descriptor, bytes, length, offset);
    long number = atomic_load(&state->count) + 1;
    int first = state->mode == FAIL && number == state->at && state->error == ENOSPC && length > 1;
    if (!first && step('W', 1)) return -1;
    if (first) { hold(); atomic_fetch_add(&state->count, 1); state->fired = 'W'; length /= 2; }
    int tearing = state->mode == TEAR && atomic_load(&state->count) == state->at;
    if (tearing) length /= 2;
    int appends = fcntl(descriptor, F_GETFL) & O_APPEND;
    off_t start = offset >= 0 ? offset : lseek(descriptor, 0, appends ? SEEK_END : SEEK_CUR);
    ssize_t done = offset < 0 ? plain(descriptor, bytes, length) : real(descriptor, bytes, length, offset);
    int kept = errno;
    if (tearing) die('W');
    if (done > 0) record('W', inode_of(descriptor), start, NULL, 0, bytes, done);
    let_go();
    errno = kept;
    return done;
}

ssize_t write(int descriptor, const void *bytes, size_t length) { return put(descriptor, bytes, length, -1); }
ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t at) { return put(descriptor, bytes, length, at); }
ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off_t at) { return put(descriptor, bytes, length, at); }

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    REAL(writev);
    char path[4096];
    if (!watching() || !of_descriptor(descriptor, path)) return real(descriptor, parts, count);
    ssize_t total = 0;
    for (int n = 0; n < count; n++) {
        ssize_t done = put(descriptor, parts[n].iov_base, parts[n].iov_len, -1);
        if (done < 0) return total ? total : -1;
        total += done;
        if ((size_t)done < parts[n].iov_len) break;
    }
    return total;
}

static ssize_t copied(int target, int source, off_t *offset, size_t length) {
    char block[65536];
    ssize_t got = offset ? pread(source, block, length < sizeof block ? length : sizeof block, *offset)
                         : read(source, block, length < sizeof block ? length : sizeof block);
    if (got <= 0) return got;
    ssize_t done = put(target, block, got, -1);
    if (offset && done > 0) *offset += done;
    if (!offset && done < got) lseek(source, (done < 0 ? 0 : done) - got, SEEK_CUR);
    return done;
}

ssize_t sendfile(int target, int source, off_t *offset, size_t length) {
    REAL(sendfile);
    char path[4096];
    return watching() && of_descriptor(target, path) ? copied(target, source, offset, length)
                                                     : real(target, source, offset, length);
}
ssize_t sendfile64(int target, int source, off_t *offset, size_t length) { return sendfile(target, source, offset, length); }

ssize_t copy_file_range(int source, off64_t *from, int target, off64_t *to, size_t length, unsigned flags) {
    REAL(copy_file_range);
    char path[4096];
    if (!watching() || !of_descriptor(target, path)) return real(source, from, target, to, length, flags);
    errno = ENOSYS;                                         /* callers then copy by reading and writing */
    return -1;
}

/* Lengths and flushing ------------------------------------------------------------------------------------ */

int ftruncate(int descriptor, off_t length) {
    REAL(ftruncate);
    char path[4096];
    if (!watching() || !of_descriptor(descriptor, path)) return real(descriptor, length);
    if (step('T', 0)) return -1;
    int done = real(descriptor, length);
    if (!done) record('T', inode_of(descriptor), length, NULL, 0, NULL, 0);
    let_go();
    return done;
}
int ftruncate64(int descriptor, off_t length) { return ftruncate(descriptor, length); }

int truncate(const char *name, off_t length) {
    REAL(truncate);
    char path[4096];
    if (!watching() || !resolve(AT_FDCWD, name, path)) return real(name, length);
    if (step('T', 0)) return -1;
    int done = real(name, length);
    if (!done) record('T', inode_at(path), length, NULL, 0, NULL, 0);
    let_go();
    return done;
}
int truncate64(const char *name, off_t length) { return truncate(name, length); }

static int flushed(int descriptor, int (*real)(int)) {
    char path[4096];
    if (!watching() || !of_descriptor(descriptor, path)) return real(descriptor);
    if (step('F', 0)) return -1;
    record('F', inode_of(descriptor), 0, NULL, 0, NULL, 0);
    let_go();
    return 0;
}
int fsync(int descriptor) { REAL(fsync); return flushed(descriptor, real); }
int fdatasync(int descriptor) { REAL(fdatasync); return flushed(descriptor, real); }

void sync(void) {
    REAL(sync);
    if (!watching()) { real(); return; }
    if (step('S', 0)) return;
    record('S', 0, 0, NULL, 0, NULL, 0);
    let_go();
}
int syncfs(int descriptor) {
    REAL(syncfs);
    if (!watching()) return real(descriptor);
    if (step('S', 0)) return -1;
    record('S', 0, 0, NULL, 0, NULL, 0);
    let_go();
    return 0;
}

/* Names --------------------------------------------------------------------------------------------------- */

int renameat2(int from, const char *name, int to, const char *target, unsigned flags) {
    REAL(renameat2);
    char path[4096], other[4096];
    if (!watching() || !(resolve(from, name, path) | resolve(to, target, other)))
        return real(from, name, to, target, flags);
    if (step('R', 0)) return -1;
    int done = real(from, name, to, target, flags);
    int kept = errno;
    if (!done) record_paths(flags & RENAME_EXCHANGE ? 'X' : 'R', 0, path, other);
    let_go();
    errno = kept;
    return done;
}
int renameat(int from, const char *name, int to, const char *target) { return renameat2(from, name, to, target, 0); }
int rename(const char *name, const char *target) { return renameat2(AT_FDCWD, name, AT_FDCWD, target, 0); }

int linkat(int from, const char *name, int to, const char *target, int flags) {
    REAL(linkat);
    char path[4096], other[4096];
    if (!watching() || !(resolve(from, name, path) | resolve(to, target, other)))
        return real(from, name, to, target, flags);
    if (step('L', 1)) return -1;
    int done = real(from, name, to, target, flags);
    int kept = errno;
    if (!done) record_paths('L', inode_at(path), path, other);
    let_go();
    errno = kept;
    return done;
}
int link(const char *name, const char *target) { return linkat(AT_FDCWD, name, AT_FDCWD, target, 0); }

int symlinkat(const char *text, int folder, const char *name) {
    REAL(symlinkat);
    char path[4096];
    if (!watching() || !resolve(folder, name, path)) return real(text, folder, name);
    if (step('Y', 1)) return -1;
    int done = real(text, folder, name);
    int kept = errno;
    if (!done) record_paths('Y', inode_at(path), path, text);
    let_go();
    errno = kept;
    return done;
}
int symlink(const char *text, const char *name) { return symlinkat(text, AT_FDCWD, name); }

int unlinkat(int folder, const char *name, int flags) {
    REAL(unlinkat);
    char path[4096];
    if (!watching() || !resolve(folder, name, path)) return real(folder, name, flags);
    if (step('U', 0)) return -1;
    int done = real(folder, name, flags);
    int kept = errno;
    if (!done) record_paths('U', 0, path, NULL);
    let_go();
    errno = kept;
    return done;
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }
int remove(const char *name) {
    struct stat found;
    return unlinkat(AT_FDCWD, name, !lstat(name, &found) && S_ISDIR(found.st_mode) ? AT_REMOVEDIR : 0);
}

int mkdirat(int folder, const char *name, mode_t mode) {
    REAL(mkdirat);
    char path[4096];
    if (!watching() || !resolve(folder, name, path)) return real(folder, name, mode);
    int fresh = access(path, F_OK);                          /* m: it is there already, so the call fails */
    if (step(fresh ? 'M' : 'm', fresh)) return -1;
    int done = real(folder, name, mode);
    int kept = errno;
    if (!done) record_paths('M', inode_at(path), path, NULL);
    let_go();
    errno = kept;
    return done;
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }
