// Mantine's rules are in a CSS layer: the app's own win over them, in whatever order the files load.
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import 'virtual:theme.css';
import './global.css';
import './start.css';
