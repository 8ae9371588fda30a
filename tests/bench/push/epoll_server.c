/* The limit of the push benchmark: an epoll loop that writes one prepared frame to every WebSocket client.
 *
 *     epoll_server          prints {"port": N, "control": N}; ends when the control connection does
 *
 * What comes on the control connection, `LENGTH\n` and so many bytes, goes to every client as one text frame.
 * Nothing is left out that a server needs to be right: the handshake's digest, closed clients, full socket buffers.
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
#include <unistd.h>

#define LIFE_S 1800
#define BACKLOG 2048
#define MOST_FDS 65536
#define EVENTS 1024
#define REQUEST_BYTES 2048
#define COMMAND_BYTES 262144
#define PENDING_BYTES 1048576 /* a client that is farther behind is given up */
#define KEY "Sec-WebSocket-Key:"
#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

struct client {
    int open;
    char *request; /* until the upgrade */
    size_t request_have;
    char *pending; /* what the socket did not take */
    size_t pending_have;
    int place; /* in the list of open clients */
};

static struct client *clients[MOST_FDS];
static int open_fds[MOST_FDS], open_count, epoll, listening, control_listening, control = -1;
static char command[COMMAND_BYTES];
static size_t command_have;

static void fail(const char *why) {
    fprintf(stderr, "epoll_server: %s (%s)\n", why, strerror(errno));
    exit(1);
}

static uint32_t rotate(uint32_t word, int bits) { return word << bits | word >> (32 - bits); }

static void sha1_block(uint32_t state[5], const unsigned char *block) {
    uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 80; i++) w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20   ? (b & c) | (~b & d)
                     : i < 40 ? b ^ c ^ d
                     : i < 60 ? (b & c) | (b & d) | (c & d)
                              : b ^ c ^ d;
        uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
        uint32_t next = rotate(a, 5) + f + e + k + w[i];
        e = d, d = c, c = rotate(b, 30), b = a, a = next;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

/* Of at most 119 bytes: two blocks. */
static void sha1(const char *text, size_t length, unsigned char digest[20]) {
    uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    unsigned char blocks[128] = {0};
    size_t size = length < 56 ? 64 : 128;
    memcpy(blocks, text, length);
    blocks[length] = 0x80;
    blocks[size - 2] = length * 8 >> 8;
    blocks[size - 1] = length * 8;
    for (size_t at = 0; at < size; at += 64) sha1_block(state, blocks + at);
    for (int i = 0; i < 20; i++) digest[i] = state[i / 4] >> (24 - 8 * (i % 4));
}

static void base64_of_digest(const unsigned char digest[20], char text[29]) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char padded[21] = {0};
    memcpy(padded, digest, 20);
    for (int i = 0; i < 7; i++) {
        uint32_t three = padded[3 * i] << 16 | padded[3 * i + 1] << 8 | padded[3 * i + 2];
        for (int j = 0; j < 4; j++) text[4 * i + j] = letters[three >> (18 - 6 * j) & 63];
    }
    text[27] = '=';
    text[28] = 0;
}

static void watch(int fd, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.fd = fd};
    if (epoll_ctl(epoll, operation, fd, &event)) fail("epoll");
}

static void drop(int fd) {
    struct client *client = clients[fd];
    if (client->open) {
        int last = open_fds[--open_count];
        open_fds[client->place] = last;
        clients[last]->place = client->place;
    }
    free(client->request);
    free(client->pending);
    free(client);
    clients[fd] = NULL;
    close(fd);
}

static int keep(int fd, const char *bytes, size_t length) {
    struct client *client = clients[fd];
    if (client->pending_have + length > PENDING_BYTES) return -1;
    char *more = realloc(client->pending, client->pending_have + length);
    if (!more) return -1;
    memcpy(more + client->pending_have, bytes, length);
    client->pending = more;
    client->pending_have += length;
    watch(fd, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    return 0;
}

static int send_to(int fd, const char *bytes, size_t length) {
    ssize_t sent = 0;
    if (!clients[fd]->pending_have) {
        sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent == (ssize_t)length) return 0;
        if (sent < 0 && errno != EAGAIN) return -1;
        if (sent < 0) sent = 0;
    }
    return keep(fd, bytes + sent, length - sent);
}

static void flush(int fd) {
    struct client *client = clients[fd];
    ssize_t sent = send(fd, client->pending, client->pending_have, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) return;
    if (sent < 0) {
        drop(fd);
        return;
    }
    client->pending_have -= sent;
    memmove(client->pending, client->pending + sent, client->pending_have);
    if (client->pending_have) return;
    free(client->pending);
    client->pending = NULL;
    watch(fd, EPOLL_CTL_MOD, EPOLLIN);
}

static void broadcast(const char *text, size_t length) {
    static char frame[COMMAND_BYTES + 10];
    size_t header = length < 126 ? 2 : length < 65536 ? 4 : 10;
    frame[0] = (char)0x81;
    frame[1] = header == 2 ? (char)length : header == 4 ? 126 : 127;
    for (size_t i = 2; i < header; i++) frame[i] = (char)(length >> 8 * (header - 1 - i));
    memcpy(frame + header, text, length);
    for (int i = open_count - 1; i >= 0; i--)
        if (send_to(open_fds[i], frame, header + length)) drop(open_fds[i]);
}

static void accept_all(void) {
    int fd, yes = 1;
    while ((fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MOST_FDS) fail("too many clients");
        clients[fd] = calloc(1, sizeof **clients);
        if (!clients[fd] || !(clients[fd]->request = malloc(REQUEST_BYTES))) fail("no memory for a client");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        watch(fd, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static int answer_upgrade(int fd, const char *request) {
    char keyed[64], accept[29], answer[256];
    unsigned char digest[20];
    const char *key = strcasestr(request, KEY);
    if (!key || sscanf(key + sizeof KEY - 1, " %27[^\r\n ]", keyed) != 1 || strlen(keyed) > 24) return -1;
    strcat(keyed, GUID);
    sha1(keyed, strlen(keyed), digest);
    base64_of_digest(digest, accept);
    int length = snprintf(answer, sizeof answer,
                          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\n\r\n",
                          accept);
    return send_to(fd, answer, length);
}

static void read_request(int fd, const char *bytes, size_t length) {
    struct client *client = clients[fd];
    if (client->request_have + length >= REQUEST_BYTES) {
        drop(fd);
        return;
    }
    memcpy(client->request + client->request_have, bytes, length);
    client->request_have += length;
    client->request[client->request_have] = 0;
    if (!strstr(client->request, "\r\n\r\n")) return;
    if (answer_upgrade(fd, client->request)) {
        drop(fd);
        return;
    }
    free(client->request);
    client->request = NULL;
    client->open = 1;
    client->place = open_count;
    open_fds[open_count++] = fd;
}

/* What an open client says is of no matter here. */
static void read_client(int fd) {
    static char bytes[65536];
    ssize_t length = read(fd, bytes, sizeof bytes);
    if (length < 0 && errno == EAGAIN) return;
    if (length <= 0) drop(fd);
    else if (!clients[fd]->open) read_request(fd, bytes, length);
}

static void read_control(void) {
    ssize_t length = read(control, command + command_have, COMMAND_BYTES - 1 - command_have);
    if (length <= 0) exit(0);
    command_have += length;
    command[command_have] = 0;
    for (char *body; (body = memchr(command, '\n', command_have)) != NULL;) {
        size_t wanted = strtoul(command, NULL, 10), whole = ++body - command + wanted;
        if (whole >= COMMAND_BYTES) fail("a message that is too long");
        if (whole > command_have) return;
        broadcast(body, wanted);
        command_have -= whole;
        memmove(command, command + whole, command_have);
    }
}

static int listen_on_loopback(int *port) {
    struct sockaddr_in here = {.sin_family = AF_INET};
    socklen_t size = sizeof here;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&here, size) || listen(fd, BACKLOG)) fail("cannot listen");
    getsockname(fd, (struct sockaddr *)&here, &size);
    *port = ntohs(here.sin_port);
    watch(fd, EPOLL_CTL_ADD, EPOLLIN);
    return fd;
}

static void accept_control(void) {
    control = accept4(control_listening, NULL, NULL, 0);
    if (control < 0) fail("no control connection");
    watch(control, EPOLL_CTL_ADD, EPOLLIN);
}

static void handle(const struct epoll_event *event) {
    int fd = event->data.fd;
    if (fd == listening) accept_all();
    else if (fd == control_listening) accept_control();
    else if (fd == control) read_control();
    else {
        if (clients[fd] && event->events & EPOLLOUT) flush(fd);
        if (clients[fd] && event->events & ~EPOLLOUT) read_client(fd);
    }
}

int main(void) {
    struct epoll_event events[EVENTS];
    int port, control_port;
    alarm(LIFE_S);
    epoll = epoll_create1(0);
    listening = listen_on_loopback(&port);
    control_listening = listen_on_loopback(&control_port);
    printf("{\"port\": %d, \"control\": %d}\n", port, control_port);
    fflush(stdout);
    for (;;) {
        int count = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) handle(&events[i]);
    }
}
