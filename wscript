# SPDX-License-Identifier: GPL-2.0-or-later
# As contrib/mqtt-security of a classic ns-3 tree, which builds with waf (up to 3.35).
#
# Untested: no such tree was built with it. It follows what the modules of ns-3.35 do. The sources ask
# for more than that release has (a Callback made of a lambda and wifi-mpdu.h came with 3.37), so
# expect to have to adapt them as well. NS3-VERSION names what was built and tested.

MODULE = 'mqtt-security'
CAPTION = 'MQTT security schemes'
DEPENDENCIES = ['core', 'network', 'internet', 'point-to-point', 'wifi', 'mobility']


def configure(conf):
    found = conf.check_cfg(package='openssl >= 3.0.0', args=['--cflags', '--libs'],
                           uselib_store='OPENSSL', mandatory=False)
    conf.report_optional_feature(MODULE, CAPTION, bool(found),
                                 'OpenSSL 3.0 or later was not found (Debian: libssl-dev)')
    if not found:
        conf.env['MODULES_NOT_BUILT'].append(MODULE)
        return
    conf.require_boost_incs(MODULE, CAPTION)  # without them it says so, and leaves the module out


def list_files(bld, *patterns):
    """Returns paths of files, relative to the module, in alphabetical order."""
    return sorted(node.path_from(bld.path) for node in bld.path.ant_glob(list(patterns)))


def set_flags(task):
    """Gives a library what all sources of the module need."""
    task.use.extend(['OPENSSL', 'BOOST'])
    # The last -std counts; ns-3.35 has this one by default, older trees do not.
    task.env.append_value('CXXFLAGS', '-std=c++17')


def build(bld):
    if MODULE in bld.env['MODULES_NOT_BUILT']:
        return

    module = bld.create_ns3_module(MODULE, DEPENDENCIES)
    module.source = list_files(bld, 'model/*/*.cc', 'helper/*.cc')
    set_flags(module)
    profiles = bld.path.find_dir('profiles').abspath()
    module.env.append_value('DEFINES', 'MQTT_SECURITY_PROFILE_DIR="%s"' % profiles)

    tests = bld.create_ns3_module_test_library(MODULE)
    tests.source = list_files(bld, 'test/mqtt-*.cc')
    set_flags(tests)

    headers = bld(features='ns3header')
    headers.module = MODULE
    headers.source = list_files(bld, 'model/*/*.h', 'helper/*.h')
