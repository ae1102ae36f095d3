/** The README's loss, computed by a server component and by a client component. */

import { Client } from "./client.jsx";
import { loss } from "./loss.mjs";

export default function Page() {
  return (
    <main>
      <p>server: {loss()}</p>
      <Client />
    </main>
  );
}
