# SPDX-License-Identifier: GPL-2.0-or-later
# As contrib/mqtt-security of a classic ns-3 tree, which builds with waf: ns-3.35, the last of them.
# What belongs to the module follows from the same folders as in CMakeLists.txt.

import os

MODULE = 'mqtt-security'
CAPTION = 'MQTT security schemes'
DEPENDENCIES = ['core', 'network', 'internet', 'point-to-point', 'wifi', 'mobility']


def configure(conf):
    missing = ''
    for package, store, what in (
            ('openssl >= 3.0.0', 'OPENSSL', 'OpenSSL 3.0 or later was not found (Debian: libssl-dev)'),
            ('sqlite3 >= 3.31', 'SQLITE3', 'SQLite 3.31 or later was not found (Debian: libsqlite3-dev)')):
        if not conf.check_cfg(package=package, args=['--cflags', '--libs'], uselib_store=store, mandatory=False):
            missing = missing or what
    conf.report_optional_feature(MODULE, CAPTION, not missing, missing)
    if missing:
        conf.env['MODULES_NOT_BUILT'].append(MODULE)
        return
    conf.require_boost_incs(MODULE, CAPTION)  # without them it says so, and leaves the module out


def list_files(bld, *patterns):
    """Returns paths of files, relative to the module, in alphabetical order."""
    return sorted(node.path_from(bld.path) for node in bld.path.ant_glob(list(patterns)))


def set_flags(bld, task):
    """Gives a library or program what all sources of the module need."""
    task.use = task.to_list(getattr(task, 'use', [])) + ['OPENSSL', 'SQLITE3', 'BOOST']
    folder = bld.path.find_dir('waf')
    task.env.append_value('CXXFLAGS', ['-I' + folder.abspath(), '-include', folder.find_node('ns-3.35.h').abspath()])


def build(bld):
    if MODULE in bld.env['MODULES_NOT_BUILT']:
        return

    module = bld.create_ns3_module(MODULE, DEPENDENCIES)
    module.source = list_files(bld, 'model/*/*.cc', 'helper/*.cc')
    set_flags(bld, module)
    profiles = bld.path.find_dir('profiles').abspath()
    module.env.append_value('DEFINES', 'MQTT_SECURITY_PROFILE_DIR="%s"' % profiles)

    tests = bld.create_ns3_module_test_library(MODULE)
    tests.source = list_files(bld, 'test/mqtt-*.cc')
    set_flags(bld, tests)

    headers = bld(features='ns3header')
    headers.module = MODULE
    headers.source = list_files(bld, 'model/*/*.h', 'helper/*.h')

    if bld.env['ENABLE_EXAMPLES']:
        for path in list_files(bld, 'examples/*.cc', 'scenarios/*.cc'):
            if path.endswith('-scheme.cc'):  # a scheme of its own is no program
                continue
            add_program(bld, os.path.splitext(os.path.basename(path))[0], [path])
        add_program(bld, 'mqtt-bench', list_files(bld, 'bench/*.cc'))


def add_program(bld, name, sources):
    """Builds an example, a scenario or the bench."""
    program = bld.create_ns3_program(name, [MODULE])
    program.source = sources
    set_flags(bld, program)
