import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { drawPng } from "./draw-png.ts";

const golden = readFileSync(join(import.meta.dirname, "../../test/fixtures/chart/golden.svg"), "utf8");

interface Picture {
  width: number;
  height: number;
  /** Red, green, blue and alpha. */
  at(x: number, y: number): number[];
}

/** Reads a PNG of 8 bits a channel with alpha, as PNG's own specification says (sections 5, 9 and 11). */
function read(png: Uint8Array): Picture {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at) + 12)
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  expect([...bytes.subarray(24, 26)]).toEqual([8, 6]);
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * 4;
  const lines = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const [filter, line] = [raw[y * (stride + 1)], y * stride];
    for (let x = 0; x < stride; x += 1) {
      const left = x < 4 ? 0 : (lines[line + x - 4] ?? 0);
      const up = y === 0 ? 0 : (lines[line - stride + x] ?? 0);
      let guess = 0;
      if (filter === 1) guess = left;
      else if (filter === 2) guess = up;
      else if (filter === 3) guess = (left + up) >> 1;
      else if (filter === 4)
        guess = paeth(left, up, x < 4 || y === 0 ? 0 : (lines[line - stride + x - 4] ?? 0));
      lines[line + x] = (raw[y + line + 1 + x] ?? 0) + guess;
    }
  }
  return { width, height, at: (x, y) => [...lines.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)] };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

test("a chart is a PNG with its bars, its words and its ground in it", () => {
  const picture = read(drawPng(golden));
  expect([picture.width, picture.height]).toEqual([1_040, 640]);
  const seen = new Map<string, number>();
  const every = 3;
  for (let y = 0; y < picture.height; y += every)
    for (let x = 0; x < picture.width; x += every) {
      const colour = picture.at(x, y).join(",");
      seen.set(colour, (seen.get(colour) ?? 0) + 1);
    }
  const share = (colour: string) => ((seen.get(colour) ?? 0) * every ** 2) / picture.width / picture.height;
  expect(share("251,251,250,255")).toBeGreaterThan(0.7);
  expect(share("0,114,178,255")).toBeGreaterThan(0.005);
  expect(share("213,94,0,255")).toBeGreaterThan(0.005);
  // Bold black words of the title: without a font there are none.
  const title = Array.from({ length: 700 }, (_, x) => picture.at(32 + x, 50)).filter(
    ([red = 255]) => red < 80,
  );
  expect(title.length).toBeGreaterThan(50);
});

test("the same chart is the same bytes", () => {
  expect(Buffer.from(drawPng(golden)).equals(Buffer.from(drawPng(golden)))).toBe(true);
});

test("what would open a file is not drawn", () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg"><image href="docs/pages-phone.png" width="40" height="40"/></svg>`;
  expect(() => drawPng(svg)).toThrow(/no images/);
});
