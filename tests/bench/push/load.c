/* The screens of the push benchmark: N WebSocket clients in one process that note when each message came to each.
 *
 *     load PORT PATH CLIENTS READY STAMPS        READY: upgrade | snapshot | socketio
 *
 * It says on stdout     ready CLIENTS SEQ         everybody is connected; SEQ of the last snapshot, or 0
 *                       counting SEQ              from SEQ on, from now on
 *                       delivered SEQ             every client has this number
 *                       closed N                  N clients have lost their connection
 * It hears on stdin     first SEQ COUNT           what is counted: COUNT numbers from SEQ on
 *                       end SENT                  SENT of them were sent: write STAMPS, print the tally as JSON, end
 * STAMPS: COUNT rows of CLIENTS uint64, CLOCK_MONOTONIC nanoseconds in order of arrival, 0 for what never came.
 * A message is known by `"type":"delta"` and `"seq":N` near its beginning; everything else is only measured out.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LIFE_S 1800
#define MOST_CLIENTS 20000
#define MOST_STAMPS 50000000ULL
#define AT_ONCE 64 /* handshakes in flight: no storm of SYNs */
#define HEAD 160   /* bytes of a message that are looked at */
#define EVENTS 1024
#define READ_BYTES 65536
#define NOTHING -1

enum { DIALLING, UPGRADING, OPEN, CLOSED };
enum { TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

struct client {
    int fd, state, ready;
    unsigned char header[14];
    unsigned header_have, head_have;
    uint64_t left; /* of the payload of the current frame */
    char head[HEAD + 1];
    uint32_t next; /* index of the message that is due */
};

struct run {
    const char *path, *ready_word, *stamps_file;
    int port, epoll, socketio, clients, dialled, in_flight, ready, closed;
    struct client *all;
    uint64_t *stamps;
    uint32_t *got;
    long long first, count;
    long long last_snapshot, snapshots, lost, duplicates, strays, payload_bytes, delivered;
};

static void fail(const char *why) {
    fprintf(stderr, "load: %s (%s)\n", why, strerror(errno));
    exit(1);
}

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static void hang_up(struct run *run, struct client *client) {
    if (client->state == CLOSED) return;
    if (client->state != OPEN) run->in_flight--;
    close(client->fd);
    client->state = CLOSED;
    printf("closed %d\n", ++run->closed);
}

/* Clients mask what they send; a key of zeros is a mask too, and leaves the bytes as they are. */
static void say(struct run *run, struct client *client, int opcode, const char *text, unsigned length) {
    unsigned char frame[6 + 125] = {0x80 | opcode, 0x80 | length};
    if (length > 125) return;
    memcpy(frame + 6, text, length);
    if (write(client->fd, frame, 6 + length) != 6 + (int)length) hang_up(run, client);
}

static void dial(struct run *run) {
    struct client *client = &run->all[run->dialled];
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(run->port)};
    struct epoll_event event = {.events = EPOLLOUT, .data.u32 = run->dialled};
    int yes = 1;
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (client->fd < 0) fail("no socket for another client");
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(client->fd, (struct sockaddr *)&there, sizeof there) && errno != EINPROGRESS) fail("cannot connect");
    if (epoll_ctl(run->epoll, EPOLL_CTL_ADD, client->fd, &event)) fail("epoll");
    run->dialled++;
    run->in_flight++;
}

static void ask_upgrade(struct run *run, struct client *client) {
    char request[512];
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = client - run->all};
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                          run->path, run->port);
    if (write(client->fd, request, length) != length) {
        hang_up(run, client);
        return;
    }
    client->state = UPGRADING;
    if (epoll_ctl(run->epoll, EPOLL_CTL_MOD, client->fd, &event)) fail("epoll");
}

static void is_ready(struct run *run, struct client *client) {
    if (client->ready) return;
    client->ready = 1;
    if (++run->ready == run->clients) printf("ready %d %lld\n", run->ready, run->last_snapshot);
}

static void arrived(struct run *run, struct client *client, long long seq, uint64_t at_ns) {
    long long index = seq - run->first;
    if (!run->stamps || index < 0 || index >= run->count) {
        run->strays++;
        return;
    }
    if (index < client->next) {
        run->duplicates++;
        return;
    }
    run->lost += index - client->next;
    client->next = index + 1;
    run->stamps[index * run->clients + run->got[index]++] = at_ns;
    run->delivered++;
    if ((int)run->got[index] == run->clients) printf("delivered %lld\n", seq);
}

static void heard(struct run *run, struct client *client, uint64_t at_ns) {
    const char *head = client->head, *seq = strstr(head, "\"seq\":");
    if (run->socketio && head[0] == '2' && !head[1]) say(run, client, TEXT, "3", 1);
    if (run->socketio && head[0] == '0') say(run, client, TEXT, "40", 2);
    if (run->socketio && head[0] == '4' && head[1] == '0') is_ready(run, client);
    if (!seq) return;
    if (strstr(head, "\"type\":\"delta\"")) arrived(run, client, atoll(seq + 6), at_ns);
    if (!strstr(head, "\"type\":\"snapshot\"")) return;
    if (run->stamps) run->snapshots++;
    run->last_snapshot = atoll(seq + 6);
    if (!strcmp(run->ready_word, "snapshot")) is_ready(run, client);
}

static void frame_done(struct run *run, struct client *client, uint64_t at_ns) {
    int opcode = client->header[0] & 15;
    client->head[client->head_have] = 0;
    if (opcode == TEXT) heard(run, client, at_ns);
    if (opcode == PING) say(run, client, PONG, client->head, client->head_have);
    if (opcode == CLOSE) hang_up(run, client);
    client->header_have = client->head_have = 0;
}

/* The whole header is there when this many bytes of it are. */
static unsigned header_needs(const struct client *client) {
    if (client->header_have < 2) return 2;
    int length = client->header[1] & 127;
    return length == 126 ? 4 : length == 127 ? 10 : 2;
}

static uint64_t payload_length(const struct client *client) {
    unsigned needs = header_needs(client);
    uint64_t length = 0;
    if (needs == 2) return client->header[1] & 127;
    for (unsigned i = 2; i < needs; i++) length = length << 8 | client->header[i];
    return length;
}

static void take_frames(struct run *run, struct client *client, const char *bytes, size_t length, uint64_t at_ns) {
    while (length && client->state == OPEN) {
        if (client->header_have < header_needs(client)) {
            client->header[client->header_have++] = *bytes++;
            length--;
            if (client->header_have < header_needs(client)) continue;
            client->left = payload_length(client);
            run->payload_bytes += client->left;
        }
        size_t part = client->left < length ? client->left : length;
        size_t room = HEAD - client->head_have, kept = part < room ? part : room;
        memcpy(client->head + client->head_have, bytes, kept);
        client->head_have += kept;
        client->left -= part;
        bytes += part;
        length -= part;
        if (!client->left) frame_done(run, client, at_ns);
    }
}

/* The answer to the upgrade ends with an empty line; frames may follow it in the same packet. */
static void take_answer(struct run *run, struct client *client, const char *bytes, size_t length, uint64_t at_ns) {
    static const char end[] = "\r\n\r\n", good[] = "HTTP/1.1 101";
    for (size_t i = 0; i < length; i++) {
        if (client->head_have < sizeof good - 1 && bytes[i] != good[client->head_have++]) {
            hang_up(run, client);
            return;
        }
        client->header_have = bytes[i] == end[client->header_have] ? client->header_have + 1 : bytes[i] == '\r';
        if (client->header_have < 4) continue;
        client->header_have = client->head_have = 0;
        client->state = OPEN;
        run->in_flight--;
        if (!strcmp(run->ready_word, "upgrade")) is_ready(run, client);
        take_frames(run, client, bytes + i + 1, length - i - 1, at_ns);
        return;
    }
}

static void read_client(struct run *run, struct client *client) {
    static char bytes[READ_BYTES];
    ssize_t length = read(client->fd, bytes, sizeof bytes);
    uint64_t at_ns = now_ns();
    if (length < 0 && errno == EAGAIN) return;
    if (length <= 0) hang_up(run, client);
    else if (client->state == UPGRADING) take_answer(run, client, bytes, length, at_ns);
    else if (client->state == OPEN) take_frames(run, client, bytes, length, at_ns);
}

static void count_from(struct run *run, long long first, long long count) {
    if (count < 1 || (uint64_t)count * run->clients > MOST_STAMPS) fail("too many stamps");
    run->first = first;
    run->count = count;
    run->stamps = calloc(count * run->clients, sizeof *run->stamps);
    run->got = calloc(count, sizeof *run->got);
    if (!run->stamps || !run->got) fail("no memory for the stamps");
    printf("counting %lld\n", first);
}

static void end(struct run *run, long long sent) {
    FILE *file = fopen(run->stamps_file, "wb");
    for (int i = 0; i < run->clients; i++)
        if (run->all[i].next < sent) run->lost += sent - run->all[i].next;
    if (!file || (run->stamps && fwrite(run->stamps, run->clients * sizeof *run->stamps, run->count, file) != (size_t)run->count) ||
        fclose(file))
        fail("cannot write the stamps");
    printf("{\"delivered\":%lld,\"lost\":%lld,\"duplicates\":%lld,\"strays\":%lld,\"closed\":%d,\"snapshots\":%lld,"
           "\"payload_bytes\":%lld}\n",
           run->delivered, run->lost, run->duplicates, run->strays, run->closed, run->snapshots, run->payload_bytes);
    exit(0);
}

static void read_command(struct run *run) {
    char line[128];
    long long first, count;
    if (!fgets(line, sizeof line, stdin)) exit(0);
    if (sscanf(line, "first %lld %lld", &first, &count) == 2) count_from(run, first, count);
    if (sscanf(line, "end %lld", &first) == 1) end(run, first);
}

static void turn(struct run *run) {
    struct epoll_event events[EVENTS];
    while (run->dialled < run->clients && run->in_flight < AT_ONCE) dial(run);
    int count = epoll_wait(run->epoll, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
        if (events[i].data.u32 == (uint32_t)NOTHING) {
            read_command(run);
            continue;
        }
        struct client *client = &run->all[events[i].data.u32];
        if (client->state == DIALLING) ask_upgrade(run, client);
        else read_client(run, client);
    }
}

int main(int argc, char **argv) {
    struct run run = {.epoll = epoll_create1(0)};
    struct epoll_event commands = {.events = EPOLLIN, .data.u32 = NOTHING};
    if (argc != 6 || run.epoll < 0) fail("wants PORT PATH CLIENTS READY STAMPS");
    alarm(LIFE_S);
    setvbuf(stdout, NULL, _IOLBF, 0);
    setvbuf(stdin, NULL, _IONBF, 0);
    run.port = atoi(argv[1]);
    run.path = argv[2];
    run.clients = atoi(argv[3]);
    run.ready_word = argv[4];
    run.stamps_file = argv[5];
    run.socketio = !strcmp(run.ready_word, "socketio");
    if (run.clients < 1 || run.clients > MOST_CLIENTS) fail("too few or too many clients");
    run.all = calloc(run.clients, sizeof *run.all);
    if (!run.all || epoll_ctl(run.epoll, EPOLL_CTL_ADD, STDIN_FILENO, &commands)) fail("cannot start");
    for (;;) turn(&run);
}
