import type { Envelope } from '../../shared/events/envelope.ts';
import type { MailMessage } from '../../shared/ports/mail.ts';
import type { StoreName } from '../../shared/ports/objects.ts';
import type { World } from '../../shared/service/wire.ts';
import type { FakeCompute } from '../services/fake-compute.ts';
import type { FakeSearch } from '../services/fake-search.ts';
import type { Known } from './clients.ts';
import type { MemoryStore } from './memory-store.ts';
import type { SimulatedSession } from './sessions.ts';

/** Everything that outlives a process, as it is in the end. */
export interface End {
  readonly world: World & { readonly search: FakeSearch; readonly compute: FakeCompute };
  readonly stores: Readonly<Record<StoreName, MemoryStore>>;
  readonly sessions: readonly SimulatedSession[];
  readonly known: Known;
  readonly published: readonly Envelope[];
  readonly sent: readonly MailMessage[];
}
