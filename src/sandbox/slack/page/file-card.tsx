import { useEffect, useState } from "preact/hooks";
import { type Fields, textOf } from "../json.ts";
import { fileUrl } from "./control.ts";
import { Dialog } from "./parts/dialog.tsx";
import { ScrollBox } from "./parts/scroll-box.tsx";
import { useDesk } from "./workspace-context.ts";

export function FileCards({ files }: { files: Fields[] }) {
  return (
    <>
      {files.map((file) =>
        file.mode === "tombstone" ? (
          <div key={textOf(file.id)} class="muted">
            This file was deleted.
          </div>
        ) : (
          <FileCard key={textOf(file.id)} file={file} />
        ),
      )}
    </>
  );
}

function FileCard({ file }: { file: Fields }) {
  const { screen } = useDesk();
  const [viewing, setViewing] = useState(false);
  const id = textOf(file.id);
  const isImage = textOf(file.mimetype).startsWith("image/");
  const isText = file.mode === "snippet";
  return (
    <div class="file-card">
      {isImage && (
        <img class="picture" src={fileUrl(screen.me, id)} alt={textOf(file.alt_txt) || textOf(file.title)} />
      )}
      <div class="file-row">
        <span class="file-icon" aria-hidden="true">
          {isImage ? "🖼" : "📄"}
        </span>
        <span class="file-name">
          <b>{textOf(file.title)}</b>
          <small class="muted">
            {textOf(file.filetype)} · {sizeOf(Number(file.size))}
          </small>
        </span>
        {isText && (
          <button type="button" class="button" onClick={() => setViewing(true)}>
            View
          </button>
        )}
        <a class="button" href={fileUrl(screen.me, id, true)} download={textOf(file.name)}>
          Download
        </a>
      </div>
      {viewing && <FileDialog file={file} onClose={() => setViewing(false)} />}
    </div>
  );
}

function FileDialog({ file, onClose }: { file: Fields; onClose(): void }) {
  const { screen } = useDesk();
  const [text, setText] = useState("Loading…");
  const id = textOf(file.id);
  useEffect(() => {
    fetch(fileUrl(screen.me, id))
      .then((response) => response.text())
      .then(setText, () => setText("The file could not be read."));
  }, [screen.me, id]);
  return (
    <Dialog label={textOf(file.title)} class="wide" onClose={onClose}>
      <h2>{textOf(file.title)}</h2>
      <ScrollBox class="file-text" label={textOf(file.title)}>
        {text}
      </ScrollBox>
      <div class="dialog-foot">
        <a class="button" href={fileUrl(screen.me, id, true)} download={textOf(file.name)}>
          Download
        </a>
        <button type="button" class="button primary solid" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
