#!/usr/bin/env python3
"""Feeds tools/layer-check trees that are wrong in one way each, and one that is right."""

import contextlib
import importlib.machinery
import importlib.util
import io
import os
import sys
import tempfile
import unittest

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "layer-check")


def load_script():
    """The script as a module: thirty interpreters less to start."""
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader("layer_check", SCRIPT)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("layer_check", loader))
    loader.exec_module(module)
    return module


LAYER_CHECK = load_script()


def run(*arguments):
    """The exit status and what was printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        status = LAYER_CHECK.main(list(arguments))
    return status, printed.getvalue()


# Every kind of include that is allowed.
GOOD = {
    "geo/units.hpp": "#pragma once\n#include <vector>\n",
    "geo/datasets/reader.hpp": '#pragma once\n#include "geo/units.hpp"\n',
    "geo/datasets/reader.cpp": '#include "geo/datasets/reader.hpp"\n#include <gdal.h>\n',
    "plans/register.hpp": '#include "geo/units.hpp"\n',
    "coordinator/desk.hpp": '#include "plans/register.hpp"\n#include "geo/units.hpp"\n',
    "adapters/runtime/clock.hpp": "#include <chrono>\n",
    "adapters/runtime/clock.cpp": "auto now() { return std::chrono::system_clock::now(); }\n",
    "adapters/ais/decode.cpp": '#include "adapters/runtime/clock.hpp"\n#include "coordinator/desk.hpp"\n#include <boost/asio.hpp>\n',
    "adapters/bus/detail/socket.hpp": "#include <zmq.hpp>\n",
    "adapters/bus/bus.cpp": '#include "adapters/bus/detail/socket.hpp"\n',
    "adapters/store/regions.cpp": '#include "geo/datasets/reader.hpp"\n',
    "tools/main.cpp": '#include "geo/datasets/reader.hpp"\n#include <CLI/CLI.hpp>\n',
    "tools/config.cpp": "#include <toml++/toml.h>\n",
    "tests/geo/units_test.cpp": '#include "adapters/runtime/clock.hpp"\n#include "tests/support/x.hpp"\n',
    "tests/support/x.hpp": "#include <boost/asio.hpp>\n",
}


class LayerCheck(unittest.TestCase):
    def run_on(self, **changes):
        """Runs the check on the good tree with some files replaced or added; gives the status and the lines."""
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**GOOD, **changes.pop("files", {})}.items():
                file = os.path.join(root, path)
                os.makedirs(os.path.dirname(file), exist_ok=True)
                with open(file, "w", encoding="utf-8") as out:
                    out.write(text)
            status, printed = run(root)
            return status, printed.splitlines()

    def refuses(self, path, text, reason):
        status, lines = self.run_on(files={path: text})
        self.assertEqual(status, 1, lines)
        self.assertEqual(len(lines), 1, lines)
        self.assertIn(reason, lines[0])

    def test_a_good_tree_passes(self):
        status, lines = self.run_on()
        self.assertEqual((status, lines), (0, [f"layer-check: {len(GOOD)} files, all in their layers"]))

    def test_a_higher_layer_is_refused(self):
        for path, included in [
            ("geo/a.cpp", "plans/register.hpp"),
            ("geo/a.hpp", "coordinator/desk.hpp"),
            ("plans/a.cpp", "coordinator/desk.hpp"),
            ("coordinator/a.cpp", "adapters/runtime/clock.hpp"),
            ("tools/a.cpp", "tests/support/x.hpp"),
        ]:
            self.refuses(path, f'#pragma once\n  #  include "{included}"\n', f"{path}:2: ")

    def test_a_sibling_adapter_is_refused_and_runtime_knows_no_other(self):
        self.refuses("adapters/bus/a.cpp", '#include "adapters/ais/a.hpp"\n', "is not the path")  # no such file yet
        status, lines = self.run_on(
            files={"adapters/ais/a.hpp": "", "adapters/bus/a.cpp": '#include "adapters/ais/a.hpp"\n'}
        )
        self.assertEqual(status, 1)
        self.assertIn("adapters/bus may not include adapters/ais", lines[0])
        status, lines = self.run_on(
            files={"adapters/ais/a.hpp": "", "adapters/runtime/a.cpp": '#include "adapters/ais/a.hpp"\n'}
        )
        self.assertEqual(status, 1)

    def test_the_corner_of_gdal_is_for_adapters_and_tools(self):
        for path in ("geo/a.cpp", "plans/a.cpp", "coordinator/a.cpp"):
            self.refuses(path, '#include "geo/datasets/reader.hpp"\n', "may not include geo/datasets")

    def test_heavy_headers_stay_out_of_headers(self):
        for heavy in ("boost/asio.hpp", "zmq.hpp", "gdal_priv.h", "ogrsf_frmts.h", "sqlite3.h", "spatialite.h",
                      "spdlog/spdlog.h", "nlohmann/json.hpp"):
            self.refuses("adapters/bus/a.hpp", f"#include <{heavy}>\n", f"<{heavy}> may not be in a header")

    def test_details_are_their_owners(self):
        for path in ("adapters/bus2/a.cpp", "tools/a.cpp"):
            self.refuses(path, '#include "adapters/bus/detail/socket.hpp"\n', "is a detail of adapters/bus/")

    def test_one_file_sees_cli11_and_one_toml(self):
        self.refuses("tools/a.cpp", "#include <CLI/CLI.hpp>\n", "CLI11 is seen by more than one file")
        self.refuses("tools/a.cpp", "#include <toml++/toml.h>\n", "toml++ is seen by more than one file")

    def test_no_clock_right_of_the_adapters(self):
        self.refuses("coordinator/a.cpp", "auto t = std::chrono::system_clock::now();\n", "asks no clock")
        self.refuses("geo/a.cpp", "int x;\nauto t = std::chrono::steady_clock :: now();\n", "geo/a.cpp:2")
        self.refuses("plans/a.cpp", "auto t = std::time(nullptr);\n", "asks no clock")

    def test_comments_and_strings_are_not_code(self):
        text = '// system_clock::now\n/* system_clock::now\n */ auto s = "system_clock::now"; // #include "tests/support/x.hpp"\n'
        self.assertEqual(self.run_on(files={"coordinator/a.cpp": text})[0], 0)

    def test_own_headers_are_written_in_quotes_from_the_root(self):
        self.refuses("geo/a.cpp", '#include "units.hpp"\n', "is not the path of a header from the root")
        self.refuses("plans/a.cpp", "#include <geo/units.hpp>\n", "write it in quotes")
        self.refuses("geo/a.cpp", '#include "../geo/units.hpp"\n', "is not the path of a header from the root")
        self.refuses("geo/a.cpp", '#include "./geo/units.hpp"\n', "is in no layer")

    def test_an_empty_tree_is_an_error(self):
        with tempfile.TemporaryDirectory() as root:
            status, printed = run(root)
        self.assertEqual(status, 1)
        self.assertIn("no source files", printed)

    def test_usage(self):
        self.assertEqual(run("--nonsense")[0], 2)


if __name__ == "__main__":
    unittest.main()
