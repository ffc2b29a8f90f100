// The project page's entry. Python first: what else the page is made of keeps this thread busy, and a
// worker cannot start without it.

import "./early_runtime.js";
import { hostWorks } from "./host_frame.js";

await hostWorks();
await import("./show_project.js");
