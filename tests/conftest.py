pytest_plugins = ["servers", "running"]
