// The form of @aehrc/smart-forms-renderer as one script for a page: `npm run smart-forms` bundles it.

import { createRoot } from "react-dom/client";
import { SmartFormsRenderer, getResponse } from "@aehrc/smart-forms-renderer";

window.SmartForms = {
  show(questionnaire, element) {
    createRoot(element).render(<SmartFormsRenderer questionnaire={questionnaire} />);
  },
  response: getResponse,
};
