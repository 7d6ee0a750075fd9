import { render } from "preact";
import { App } from "./app.tsx";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/messages.css";
import "./styles/blocks.css";
import "./styles/cards.css";
import "./styles/overlays.css";
import "./styles/behind.css";

const root = document.getElementById("root");
if (root !== null) render(<App />, root);
