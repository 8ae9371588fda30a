// The arena wall: the live pair.

import "./arena-pair.js";
import { startScreen } from "./screen.js";

startScreen(document.querySelector("arena-pair"), "arena");
