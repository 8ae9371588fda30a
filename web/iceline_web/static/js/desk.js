// The commentator's desk.

import "./commentator-desk.js";
import { startScreen } from "./screen.js";

startScreen(document.querySelector("commentator-desk"), "desk");
