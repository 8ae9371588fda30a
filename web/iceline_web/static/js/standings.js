// The arena wall: the standings.

import "./arena-standings.js";
import { startScreen } from "./screen.js";

startScreen(document.querySelector("arena-standings"), "arena");
