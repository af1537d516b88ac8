from sqlite_files import django_db_modify_db_settings, live_server

__all__ = ["django_db_modify_db_settings", "live_server"]
