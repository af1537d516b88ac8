import { Avatar, Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconDevices, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Account } from '../session/auth-client';
import { useLogout } from '../session/logout';
import { initials } from './initials';
import classes from './user-menu.module.css';
import { UserName } from './user-name';

/** The user's menu on wide screens. */
export function UserMenu({ user }: { user: Account }) {
  const { t } = useTranslation();
  const { logOut, busy } = useLogout();
  const { username } = user;
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.target} aria-label={t('menu.accountOf', { username })}>
          <Avatar component="span" size={30} color="harbor" aria-hidden>
            {initials(username)}
          </Avatar>
          <span className={classes.name} dir="auto">
            {username}
          </span>
          <IconChevronDown size="1rem" aria-hidden className={classes.chevron} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={classes.label}>
          <UserName user={user} />
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} to="/account/profile" leftSection={<IconUserCircle size="1.125rem" aria-hidden />}>
          {t('account.tabs.profile')}
        </Menu.Item>
        <Menu.Item component={Link} to="/account/devices" leftSection={<IconDevices size="1.125rem" aria-hidden />}>
          {t('account.tabs.devices')}
        </Menu.Item>
        <Menu.Item onClick={() => logOut()} disabled={busy} leftSection={<IconLogout size="1.125rem" aria-hidden />}>
          {t('menu.logOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
