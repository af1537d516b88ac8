from ..tenant_databases.steps import Steps

__all__ = ["Steps"]
