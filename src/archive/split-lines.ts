const lineFeed = 0x0a;

/** Cuts a stream of bytes into lines without holding more than one. A line that is too long is left out and told. */
export function splitLines(
  maxBytes: number,
  { onLine, onTooLong }: { onLine: (line: string) => void; onTooLong: () => void },
) {
  let pieces: Buffer[] = [];
  let length = 0;
  let tooLong = false;

  const keep = (piece: Buffer) => {
    length += piece.length;
    if (length > maxBytes) {
      tooLong = true;
      pieces = [];
    }
    if (!tooLong && piece.length > 0) pieces.push(piece);
  };
  const finish = () => {
    if (tooLong) onTooLong();
    else if (length > 0) onLine(Buffer.concat(pieces).toString("utf8"));
    pieces = [];
    length = 0;
    tooLong = false;
  };

  return {
    push(chunk: Buffer): void {
      let start = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
        keep(chunk.subarray(start, end));
        finish();
        start = end + 1;
      }
      // A copy: the stream may use the chunk's memory again.
      keep(Buffer.from(chunk.subarray(start)));
    },
    end: finish,
  };
}
