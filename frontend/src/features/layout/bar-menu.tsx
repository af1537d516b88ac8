import type { Account } from '../session/auth-client';
import { ColorSchemeMenu } from './color-scheme-menu';
import { LanguageMenu } from './language-menu';
import { UserMenu } from './user-menu';

type BarMenuProps = { kind: 'language' } | { kind: 'colorScheme' } | { kind: 'user'; user: Account };

/** One lazy component for the three menus: once one has loaded, the others render without a fallback. */
export default function BarMenu(props: BarMenuProps) {
  if (props.kind === 'user') return <UserMenu user={props.user} />;
  return props.kind === 'language' ? <LanguageMenu /> : <ColorSchemeMenu />;
}
