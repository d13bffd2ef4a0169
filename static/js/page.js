// Starts the behaviour of the page: govuk-frontend's components and our own progress poll.
import { initAll } from "../built/govuk-frontend.min.js";
import { watch } from "./progress.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
document.querySelectorAll('[data-module="cp-progress"]').forEach(watch);
