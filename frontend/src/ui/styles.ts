// Mantine's rules are in a CSS layer, so the app's own rules win in any order.
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import 'virtual:theme.css';
import './global.css';
