// The arena wall: what adds up over distances.

import "./arena-overall.js";
import { startScreen } from "./screen.js";

startScreen(document.querySelector("arena-overall"), "overall");
