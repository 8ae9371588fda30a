// Measures a page from outside: the script time of each update, and every layout shift. Runs before the page's own scripts.
//
// An update begins with a delta and ends when its number is on the glass. Its script is all that runs for it: the
// message's handler; the frame's callback that the handler asked for, with the microtasks after it (the elements draw
// there); the resize observers of that frame; and the message that says the frame is on the glass. Forced layouts inside
// count; callbacks that nobody asked for in a handler, such as a running clock's, do not.

(() => {
  const MOST_UPDATES = 4_096;
  const PARTS = { message: 0, drawing: 1, fitting: 2, glass: 3 };
  const WIDTH = Object.keys(PARTS).length;

  // Of a fixed size, so that the probe itself does not grow.
  const spent_ms = new Float64Array(MOST_UPDATES * WIDTH);
  const current_ms = new Float64Array(WIDTH);
  let updates = 0;
  let isOpen = false;
  let isInDelta = false;
  let hasAskedForFrame = false;
  let drawingSince = 0;
  let shift = 0;

  const now = () => performance.now();
  const frame = requestAnimationFrame;

  function close() {
    if (!isOpen) return;
    isOpen = false;
    if (updates < MOST_UPDATES) spent_ms.set(current_ms, updates * WIDTH);
    updates += 1;
    current_ms.fill(0);
  }

  /** Runs a callback as part of the update that is under way, if one is. */
  function timed(part, callback) {
    const since = now();
    callback();
    if (isOpen) current_ms[part] += now() - since;
  }

  const isDelta = ({ data }) => typeof data === "string" && data.startsWith('{"type":"delta"');

  function heard(event, handle) {
    if (!isDelta(event)) return handle(event);
    isOpen = isInDelta = true;
    timed(PARTS.message, () => handle(event));
    isInDelta = false;
    if (hasAskedForFrame) frame(endDrawing);
    hasAskedForFrame = false;
  }

  const listen = WebSocket.prototype.addEventListener;
  WebSocket.prototype.addEventListener = function (type, handle, options) {
    return listen.call(this, type, type === "message" ? (event) => heard(event, handle) : handle, options);
  };

  window.requestAnimationFrame = (callback) => {
    if (!isInDelta) return frame(callback);
    hasAskedForFrame = true;
    return frame((at) => {
      drawingSince = now();
      callback(at);
    });
  };

  /** Asked for after the update's own callback: it runs in the same frame, when the microtasks of that one are done. */
  function endDrawing() {
    current_ms[PARTS.drawing] += now() - drawingSince;
  }

  const Observer = ResizeObserver;
  window.ResizeObserver = class extends Observer {
    constructor(callback) {
      super((entries, observer) => timed(PARTS.fitting, () => callback(entries, observer)));
    }
  };

  const glass = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
  Object.defineProperty(MessagePort.prototype, "onmessage", {
    ...glass,
    set(handle) {
      glass.set.call(this, (event) => {
        timed(PARTS.glass, () => handle(event));
        close();
      });
    },
  });

  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shift += value;
  }).observe({ type: "layout-shift", buffered: true });

  window.probe = {
    isFine: () => crossOriginIsolated,
    shift: () => shift,

    /** Ends what glides: in a race the rows come to rest before the next passing. */
    rest: () => document.getAnimations().forEach((animation) => animation.finish()),

    frames: (count) =>
      new Promise((done) => {
        const next = () => (count-- > 0 ? frame(next) : done());
        next();
      }),

    /** The milliseconds of each update since the last taking: message, drawing, fitting, glass. */
    take: () => {
      const count = updates;
      updates = 0;
      if (count > MOST_UPDATES) throw new Error(`${count} updates: take them more often`);
      return Array.from({ length: count }, (_, nth) => [...spent_ms.subarray(nth * WIDTH, (nth + 1) * WIDTH)]);
    },
  };
})();
