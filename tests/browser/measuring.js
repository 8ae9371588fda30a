// How the text of a page lies: digits of one width, no text cut off, none over another. Added to `window.see`.

(() => {
  const SLACK = 1.5;
  const canvas = document.createElement("canvas").getContext("2d");

  /** Every text that can be seen, with its element. */
  function* texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || element.closest("script, style, spoken-status")) continue;
      if (element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) yield [walker.currentNode, element];
    }
  }

  const shown = (text, style) => (style.textTransform === "uppercase" ? text.toUpperCase() : text);

  /** The box of the ink of a line of text: the font's box holds room that nobody sees. */
  function inkBox(line, text, style) {
    canvas.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const font = canvas.measureText(shown(text.trim(), style));
    const scale = line.height / (font.fontBoundingBoxAscent + font.fontBoundingBoxDescent);
    const baseline = line.top + font.fontBoundingBoxAscent * scale;
    return {
      left: line.left,
      right: line.right,
      top: baseline - font.actualBoundingBoxAscent * scale,
      bottom: baseline + font.actualBoundingBoxDescent * scale,
    };
  }

  function boxes() {
    const found = [];
    for (const [node, element] of texts()) {
      const range = document.createRange();
      range.selectNodeContents(node);
      const style = getComputedStyle(element);
      for (const line of range.getClientRects()) {
        if (line.width > 0.5) found.push({ text: node.data.trim(), element, ...inkBox(line, node.data, style) });
      }
    }
    return found;
  }

  const clips = (style) => style.overflowX !== "visible" || style.overflowY !== "visible";
  const scrollsDown = (style) => /auto|scroll/.test(style.overflowY);

  /** The nearest ancestor whose edge cuts this box; an ellipsis or scrolling down is a decision, not an accident. */
  function cutBy(box) {
    for (let up = box.element; up && up !== document.documentElement; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (!clips(style) || style.textOverflow === "ellipsis") continue;
      const edge = up.getBoundingClientRect();
      const across = style.overflowX !== "visible" && (box.left < edge.left - SLACK || box.right > edge.right + SLACK);
      const down = style.overflowY !== "visible" && !scrollsDown(style) && (box.top < edge.top - SLACK || box.bottom > edge.bottom + SLACK);
      if (across || down) return `${up.tagName.toLowerCase()}.${up.className}`;
    }
    if (box.left < -SLACK || box.right > innerWidth + SLACK) return "the window";
    return undefined;
  }

  const ellipsed = (box) => {
    for (let up = box.element; up; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.textOverflow === "ellipsis" || scrollsDown(style)) return true;
    }
    return false;
  };

  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > SLACK && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > SLACK;

  Object.assign(window.see, {
    /** Texts that an edge cuts off, and by which element. */
    cut: () => boxes().flatMap((box) => (cutBy(box) ? [`${box.text} is cut by ${cutBy(box)}`] : [])),

    /** Pairs of texts that lie on each other. What an ellipsis or a scrollbar hides cannot be judged. */
    overlaps: () => {
      const judged = boxes().filter((box) => !ellipsed(box));
      return judged.flatMap((a, nth) => judged.slice(nth + 1).filter((b) => overlap(a, b)).map((b) => `${a.text} | ${b.text}`));
    },

    /** Texts with digits whose style gives 1 and 8 different widths. */
    unevenDigits: () => {
      const probe = document.createElement("span");
      probe.style.cssText = "position:absolute;visibility:hidden;white-space:nowrap";
      const width = (element, digits) => {
        // The last layer would give the probe itself equal digits: it must wear what the text wears.
        probe.style.fontVariantNumeric = getComputedStyle(element).fontVariantNumeric;
        probe.textContent = digits;
        element.append(probe);
        return probe.getBoundingClientRect().width;
      };
      const uneven = [...texts()]
        .filter(([node, element]) => /\d/.test(node.data) && !(element instanceof SVGElement))
        .filter(([, element]) => Math.abs(width(element, "11111") - width(element, "88888")) > 0.05)
        .map(([node]) => node.data.trim());
      probe.remove();
      return uneven;
    },

    /** The same for texts of a drawing. */
    unevenDrawnDigits: () =>
      [...document.querySelectorAll("svg text")]
        .filter((text) => /\d/.test(text.textContent))
        .filter((text) => {
          const probe = text.cloneNode(false);
          text.parentNode.append(probe);
          const [narrow, wide] = ["11111", "88888"].map((digits) => {
            probe.textContent = digits;
            return probe.getComputedTextLength();
          });
          probe.remove();
          return Math.abs(narrow - wide) > 0.05;
        })
        .map((text) => text.textContent),

    /** Times of the rows whose hundredths do not end where those of most rows end. */
    unalignedTimes: () => {
      const ends = [...document.querySelectorAll("[data-row] .time")].map((time) => {
        const range = document.createRange();
        const node = document.createTreeWalker(time, NodeFilter.SHOW_TEXT).nextNode();
        range.setStart(node, 0);
        range.setEnd(node, node.data.search(/\d\D*$|\d\(|$/) + 1 > node.data.length ? node.data.length : node.data.indexOf(".") + 3);
        return { text: time.textContent, end: range.getBoundingClientRect().right };
      });
      const usual = ends.map(({ end }) => end).sort((a, b) => a - b).at(-1);
      return ends.filter(({ end }) => Math.abs(end - usual) > 2).map(({ text }) => text.trim());
    },

    digits: () => [...texts()].filter(([node]) => /\d/.test(node.data)).length,

    /** How far the page is wider than its window. */
    tooWide: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  });
})();
